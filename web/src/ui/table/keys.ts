import { type RefObject, useEffect, useRef } from 'react';
import { dialogIsOpen, isTyping, JUMP_MS, singleKeysOn } from '~/app/shell/keyboard';

export interface TableKeys {
  move: (step: 1 | -1) => void;
  toggle: () => void;
  open: () => void;
  search: () => void;
  /** Any other single key, while the focus is in a row: what it acts on is marked. True when it meant something. */
  other?: (key: string) => boolean;
}

/** j/k/x/Enter and `/` for the list that has the focus, or for the first list of the page. */
export function useTableKeys(root: RefObject<HTMLElement | null>, keys: TableKeys): void {
  const live = useRef(keys);
  live.current = keys;
  useEffect(() => {
    let jump = 0;
    function isOurs(): boolean {
      const here = document.activeElement?.closest('.cl-table-root');
      return (here ?? document.querySelector('.cl-table-root')) === root.current;
    }
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event) || dialogIsOpen() || !isOurs()) return;
      // `g a` goes to another page: its second key is no command for the row, even where the jump leads nowhere.
      const jumping = Date.now() - jump < JUMP_MS;
      jump = event.key === 'g' ? Date.now() : 0;
      const inRow = event.target instanceof Element && event.target.closest('tr[data-index]') !== null;
      const onRow = event.target instanceof HTMLElement && event.target.matches('tr');
      if (event.key === 'Enter' && onRow) live.current.open();
      else if (onRow && event.key === 'ArrowDown') live.current.move(1);
      else if (onRow && event.key === 'ArrowUp') live.current.move(-1);
      else if (!singleKeysOn()) return;
      else if (event.key === 'j') live.current.move(1);
      else if (event.key === 'k') live.current.move(-1);
      else if (event.key === 'x') live.current.toggle();
      else if (event.key === '/') live.current.search();
      else if (jumping || !inRow || !live.current.other?.(event.key)) return;
      event.preventDefault();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [root]);
}
