// Whether a step has come near the reader: what it needs is computed only then.

import { useEffect, useState } from "preact/hooks";

export function useNear(step: number): boolean {
  const [near, set] = useState(false);
  useEffect(() => {
    const place = document.getElementById(`story-${step}`);
    if (!place || near) return;
    const watch = new IntersectionObserver((all) => { if (all.some((one) => one.isIntersecting)) set(true); }, { rootMargin: "600px" });
    watch.observe(place);
    return () => watch.disconnect();
  }, [near]);
  return near;
}
