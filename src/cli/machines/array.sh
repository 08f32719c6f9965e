#!/bin/sh
# One part of a study of syncstorm for each place of the array. Written by `syncstorm submit`; a part that is run twice does no harm.
#SBATCH --job-name={{ name }}
#SBATCH --array={{ parts }}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{ jobs }}
#SBATCH --requeue
#SBATCH --chdir={{ here }}
#SBATCH --output={{ folder }}/jobs/part-%a.log
exec {{ program }} work {{ folder }} --jobs {{ jobs }} --quiet
