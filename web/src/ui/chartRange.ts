import type { EChartsType } from 'echarts/core';
import { type PointerEvent, type RefObject, useRef, useState } from 'react';

/** Pixels from which on a press is a drag; below, it is a click on a bar. */
const DRAG = 6;

/** Choosing a part of the categories by dragging over a chart with a mouse or pen; a finger scrolls the page. */
export function useDraggedRange(
  chart: RefObject<EChartsType | undefined>,
  count: number,
  onRange: ((range: { from: number; to: number }) => void) | undefined,
) {
  const [span, setSpan] = useState<{ left: number; width: number }>();
  const live = useRef(onRange);
  live.current = onRange;

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (!live.current || event.button !== 0 || event.pointerType === 'touch') return;
    const area = event.currentTarget.getBoundingClientRect();
    const place = (at: { clientX: number }) => Math.min(Math.max(0, at.clientX - area.left), area.width);
    const start = place(event);
    let end = start;
    const indexAt = (x: number) => {
      const index = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x);
      return typeof index === 'number' ? Math.min(Math.max(0, Math.round(index)), count - 1) : undefined;
    };
    const move = (at: globalThis.PointerEvent) => {
      end = place(at);
      if (Math.abs(end - start) >= DRAG)
        setSpan({ left: Math.min(start, end), width: Math.abs(end - start) });
    };
    const leave = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', leave);
      setSpan(undefined);
    };
    const up = () => {
      leave();
      const [from, to] = [indexAt(Math.min(start, end)), indexAt(Math.max(start, end))];
      if (Math.abs(end - start) >= DRAG && from !== undefined && to !== undefined)
        live.current?.({ from, to });
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', leave);
  }

  return { span, onPointerDown };
}
