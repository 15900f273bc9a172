import { type RefObject, useLayoutEffect } from 'react';

/** The box ends where the window ends, however many lines the filters above it take: one scroll bar, not two. */
export function useRoomBelow(box: RefObject<HTMLElement | null>, wanted: boolean): void {
  useLayoutEffect(() => {
    const inner = box.current;
    // Not by a reference: one to a parent is empty still when both are drawn at once.
    const outer = inner?.closest('.cl-table-root');
    if (!wanted || !outer || !inner) return;
    const measure = () => {
      const top = Math.round(inner.getBoundingClientRect().top + window.scrollY);
      inner.style.setProperty('--above', `${top}px`);
    };
    const watch = new ResizeObserver(measure);
    watch.observe(outer);
    // What stands above the list (a notice, tabs) pushes it down without changing its size.
    if (outer.parentElement) watch.observe(outer.parentElement);
    measure();
    return () => watch.disconnect();
  }, [box, wanted]);
}
