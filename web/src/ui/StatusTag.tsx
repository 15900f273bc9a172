import './ui.css';

export type Tone = 'urgent' | 'high' | 'medium' | 'low' | 'info' | 'good';

/** Each tone has its own shape, so that the meaning survives without colour. */
const SHAPES: Record<Tone, string> = {
  urgent: 'M6 0 12 6 6 12 0 6Z',
  high: 'M6 1 12 11H0Z',
  medium: 'M1 1h10v10H1Z',
  low: 'M6 11 0 1h12Z',
  info: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z',
  good: 'M4.4 10.4.8 6.8l1.6-1.6 2 2L9.8 1.8l1.6 1.6Z',
};

export interface StatusTagProps {
  tone: Tone;
  /** The word, already translated. */
  label: string;
  /** Longer explanation on hover and for screen readers. */
  title?: string;
}

export function StatusTag({ tone, label, title }: StatusTagProps) {
  return (
    <span className="cl-tag" data-tone={tone} title={title}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
        <path d={SHAPES[tone]} fill="currentColor" />
      </svg>
      {label}
    </span>
  );
}
