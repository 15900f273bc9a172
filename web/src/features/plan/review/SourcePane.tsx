import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item } from '../api';
import { type Chunk, chunks, type Mark, marksOf, segments } from './model';

/** The document as it was read, with what was understood marked in it. */
export function SourcePane({
  text,
  items,
  active,
  onPick,
}: {
  text: string;
  items: readonly Item[];
  active: string | undefined;
  onPick: (item: string) => void;
}) {
  const { t } = useTranslation('plan');
  const root = useRef<HTMLDivElement>(null);
  const parts = useMemo(() => chunks(text), [text]);
  const marks = useMemo(() => marksOf(items), [items]);
  const pick = useRef(onPick);
  pick.current = onPick;
  const current = useRef(active);
  current.current = active;

  // The active item is lit by attribute: redrawing a whole document for each key would be felt.
  useEffect(() => {
    const box = root.current;
    if (!box) return;
    for (const lit of box.querySelectorAll('[data-lit]')) lit.removeAttribute('data-lit');
    if (!active) return;
    const found = box.querySelectorAll<HTMLElement>(`[data-items~="${CSS.escape(active)}"]`);
    for (const lit of found) lit.setAttribute('data-lit', '');
    const first =
      box.querySelector<HTMLElement>(`[data-items~="${CSS.escape(active)}"][data-text]`) ?? found[0];
    first?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  }, [active, marks]);

  if (text.length === 0) return <p className="cl-quiet pl-pad">{t('review.no_source')}</p>;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the list on the right does the same by keyboard
    <div
      ref={root}
      className="pl-source"
      onClick={(event) => {
        if (window.getSelection()?.toString()) return;
        const ids = (event.target as HTMLElement)
          .closest<HTMLElement>('[data-items]')
          ?.dataset.items?.split(' ');
        if (!ids) return;
        // A place that several items speak of: a second click goes on to the next.
        const at = ids.indexOf(current.current ?? '');
        const next = ids[(at + 1) % ids.length];
        if (next) pick.current(next);
      }}
    >
      {parts.map((part) => (
        <Part key={part.index} text={text} part={part} marks={marks} />
      ))}
    </div>
  );
}

const Part = memo(function Part({
  text,
  part,
  marks,
}: {
  text: string;
  part: Chunk;
  marks: readonly Mark[];
}) {
  const cut = useMemo(() => segments(part.start, part.end, marks), [part, marks]);
  const lines = text.slice(part.start, part.end).split('\n').length;
  return (
    <div className="pl-part" style={{ containIntrinsicSize: `auto ${lines * 22}px` }}>
      {cut.map((s) => {
        const words = text.slice(s.start, s.end);
        if (s.marks.length === 0) return words;
        const ids = [...new Set(s.marks.map((m) => m.item))].join(' ');
        return (
          <span
            key={s.start}
            data-items={ids}
            data-text={s.marks.some((m) => m.field === 'text') ? '' : undefined}
            data-field={s.marks.find((m) => m.field !== 'text')?.field.split(':')[0]}
          >
            {words}
          </span>
        );
      })}
    </div>
  );
});
