// What is drawn a task later, so that no frame waits for a whole page.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** `high`: pixels that are kept free until then, so that nothing moves when it comes. */
export function Later(props: { children: ComponentChildren; high?: number }): JSX.Element {
  const [now, come] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => come(true));
    return () => clearTimeout(timer);
  }, []);
  return now ? <>{props.children}</> : <div style={{ height: `${props.high ?? 0}px` }} />;
}
