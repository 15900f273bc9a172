import { type RefObject, useEffect, useRef } from 'react';
import { dialogIsOpen, isTyping, JUMP_MS, singleKeysOn } from '~/app/shell/keyboard';

export interface RowKeys {
  /** 1 is the first answer: 0. */
  answer: (item: string, at: number) => void;
  toggle: (item: string) => void;
  close: (item: string) => void;
}

/** j and k from row to row, 1–4 answer the row one stands at, Enter opens it, Escape closes it, `/` searches. */
export function useRowKeys(box: RefObject<HTMLElement | null>, keys: RowKeys): void {
  const live = useRef(keys);
  live.current = keys;
  useEffect(() => {
    let jump = 0;
    function move(step: 1 | -1, from: Element | null) {
      const rows = [...(box.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
      const at = rows.indexOf(from as HTMLElement);
      const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))];
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: 'nearest' });
    }
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : null;
      const row = target?.closest<HTMLElement>('[data-item]') ?? null;
      const item = row?.dataset.item;
      // Also out of a field: whoever has finished a row goes on with the next. A calendar closes by itself first.
      if (event.key === 'Escape' && row && item && !dialogIsOpen() && !target?.closest('.ant-picker')) {
        live.current.close(item);
        row.focus();
        return;
      }
      if (isTyping(event) || dialogIsOpen()) return;
      const jumping = Date.now() - jump < JUMP_MS;
      jump = event.key === 'g' ? Date.now() : 0;
      if (event.key === 'Enter' && item && target === row) live.current.toggle(item);
      else if (target === row && row && event.key === 'ArrowDown') move(1, row);
      else if (target === row && row && event.key === 'ArrowUp') move(-1, row);
      else if (!singleKeysOn() || jumping) return;
      else if (event.key === 'j') move(1, row);
      else if (event.key === 'k') move(-1, row);
      else if (event.key === '/') box.current?.querySelector<HTMLElement>('input[type=search]')?.focus();
      else if (item && /^[1-4]$/.test(event.key)) live.current.answer(item, Number(event.key) - 1);
      else return;
      event.preventDefault();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [box]);
}
