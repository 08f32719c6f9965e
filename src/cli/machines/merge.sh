#!/bin/sh
# Writes the results when the array has ended, however it did, or says in its log which parts are missing.
#SBATCH --job-name={{ name }}-merge
#SBATCH --ntasks=1
#SBATCH --chdir={{ here }}
#SBATCH --output={{ folder }}/jobs/merge.log
exec {{ program }} merge {{ folder }}
