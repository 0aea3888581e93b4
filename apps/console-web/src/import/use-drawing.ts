import { useCallback, useEffect, useRef, useState } from 'react';

/** How often the report is drawn again at most, ms: rows come faster than anybody reads. */
const DRAW_MS = 200;

/** A function that has the screen drawn again soon, and once for many calls. */
export function useDrawing(): () => void {
  const [, set] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      set((now) => now + 1);
    }, DRAW_MS);
  }, []);
}
