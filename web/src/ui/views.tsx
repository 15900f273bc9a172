import './ui.css';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { diffWords } from './diff';
import { DateText } from './texts';

export interface TimelineEntry {
  id: string;
  at: string;
  /** Who did it. */
  who?: string | undefined;
  title: ReactNode;
  body?: ReactNode;
  tone?: 'urgent' | 'good' | 'info' | 'accent';
}

/** What happened, newest last (or as given). */
export function Timeline({ entries, empty }: { entries: TimelineEntry[]; empty?: ReactNode }) {
  if (entries.length === 0) return <>{empty}</>;
  return (
    <ol className="cl-timeline">
      {entries.map((entry) => (
        <li key={entry.id} data-tone={entry.tone ?? 'info'}>
          <div className="cl-quiet">
            <DateText value={entry.at} />
            {entry.who && ` · ${entry.who}`}
          </div>
          <div>{entry.title}</div>
          {entry.body && <div className="cl-timeline-body">{entry.body}</div>}
        </li>
      ))}
    </ol>
  );
}

/** What changed between two texts, word by word; said in words to screen readers. */
export function DiffText({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation('ui');
  const pieces = useMemo(() => diffWords(before, after), [before, after]);
  return (
    <span className="cl-diff">
      {pieces.map((piece, at) => {
        if (piece.kind === 'same') return <span key={at}>{piece.text}</span>;
        const Tag = piece.kind === 'added' ? 'ins' : 'del';
        return (
          <Tag key={at}>
            <span className="cl-hidden">{t(`diff.${piece.kind}`)} </span>
            {piece.text}
          </Tag>
        );
      })}
    </span>
  );
}

export interface SplitPaneProps {
  left: ReactNode;
  right: ReactNode;
  leftLabel: string;
  rightLabel: string;
  /** Share of the left side in percent. */
  share?: number;
}

/** Source on the left, understanding on the right, each scrolling by itself; one above the other on a phone. */
export function SplitPane({ left, right, leftLabel, rightLabel, share = 50 }: SplitPaneProps) {
  return (
    <div className="cl-split" style={{ '--share': `${share}%` } as React.CSSProperties}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section aria-label={leftLabel} tabIndex={0}>
        <h2>{leftLabel}</h2>
        {left}
      </section>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
      <section aria-label={rightLabel} tabIndex={0}>
        <h2>{rightLabel}</h2>
        {right}
      </section>
    </div>
  );
}

/** Nothing here yet: why, and the next step. */
export function EmptyState({
  title,
  text,
  action,
}: {
  title: string;
  text?: string | undefined;
  action?: ReactNode;
}) {
  return (
    <div className="cl-empty">
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}
