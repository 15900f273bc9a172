import { type RefObject, useEffect, useRef } from 'react';
import { dialogIsOpen, isTyping, singleKeysOn } from '~/app/shell/keyboard';

export interface TableKeys {
  move: (step: 1 | -1) => void;
  toggle: () => void;
  open: () => void;
  search: () => void;
}

/** j/k/x/Enter and `/` for the list that has the focus, or for the first list of the page. */
export function useTableKeys(root: RefObject<HTMLElement | null>, keys: TableKeys): void {
  const live = useRef(keys);
  live.current = keys;
  useEffect(() => {
    function isOurs(): boolean {
      const here = document.activeElement?.closest('.cl-table-root');
      return (here ?? document.querySelector('.cl-table-root')) === root.current;
    }
    function onKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event) || dialogIsOpen() || !isOurs()) return;
      const onRow = event.target instanceof HTMLElement && event.target.matches('tr');
      if (event.key === 'Enter' && onRow) live.current.open();
      else if (onRow && event.key === 'ArrowDown') live.current.move(1);
      else if (onRow && event.key === 'ArrowUp') live.current.move(-1);
      else if (!singleKeysOn()) return;
      else if (event.key === 'j') live.current.move(1);
      else if (event.key === 'k') live.current.move(-1);
      else if (event.key === 'x') live.current.toggle();
      else if (event.key === '/') live.current.search();
      else return;
      event.preventDefault();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [root]);
}
