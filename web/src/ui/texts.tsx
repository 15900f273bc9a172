import './ui.css';
import { useTranslation } from 'react-i18next';
import { daysBetween, formatDate, formatNumber, formatRelative } from './format';

/** `dd/MM/yyyy HH:mm` in Viet Nam's time; hover tells how long ago. */
export function DateText({
  value,
  dayOnly,
  relative,
}: {
  value: string | Date | null | undefined;
  dayOnly?: boolean;
  /** Also writes the relative time after the date. */
  relative?: boolean;
}) {
  const { i18n } = useTranslation();
  if (!value) return <Nothing />;
  const text = formatDate(value, dayOnly);
  const hint = dayOnly ? undefined : formatRelative(value, i18n.language);
  return (
    <time
      className="cl-figures"
      dateTime={typeof value === 'string' ? value : value.toISOString()}
      title={hint}
    >
      {text}
      {relative && hint && <span className="cl-quiet"> ({hint})</span>}
    </time>
  );
}

/** "5 minutes ago", for what is seen as it comes in; hover tells the exact time, and so does a file written of it. */
export function AgoText({ value }: { value: string | null | undefined }) {
  const { i18n } = useTranslation();
  if (!value) return <Nothing />;
  const exact = formatDate(value);
  return (
    <time className="cl-figures" dateTime={value} title={exact}>
      {formatRelative(value, i18n.language)}
      <span className="cl-hidden"> ({exact})</span>
    </time>
  );
}

/** `1.234.567,8`, with its unit. */
export function NumberText({
  value,
  unit,
  min,
  max,
}: {
  value: number | null | undefined;
  unit?: string;
  /** Decimals. */
  min?: number;
  max?: number;
}) {
  if (value === null || value === undefined) return <Nothing />;
  const decimals = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return (
    <span className="cl-figures">
      {formatNumber(value, decimals)}
      {unit && (unit === '%' ? '%' : ` ${unit}`)}
    </span>
  );
}

/** "No value": a dash for the eye, words for the ear. Never 0. */
export function Nothing() {
  const { t } = useTranslation('ui');
  return (
    <span className="cl-quiet" data-nothing>
      <span aria-hidden="true">–</span>
      <span className="cl-hidden">{t('nothing')}</span>
    </span>
  );
}

/** Late: a red outline with the number of days. Draws nothing while not late. */
export function LateTag({ due, now }: { due: string | Date | null | undefined; now?: Date }) {
  const { t } = useTranslation('ui');
  if (!due) return null;
  const days = daysBetween(due, now ?? new Date());
  if (days <= 0) return null;
  return (
    <span className="cl-late" title={t('late.due', { date: formatDate(due, true) })}>
      {t('late.days', { count: days })}
    </span>
  );
}

export type ValueSource = 'computed' | 'reported' | 'frozen';

/** Where a number comes from: computed (ƒ), told by a person, or frozen in a report. */
export function ValueMark({ source, title }: { source: ValueSource; title?: string }) {
  const { t } = useTranslation('ui');
  const text = title ?? t(`value.${source}`);
  return (
    <span className="cl-mark-value" data-source={source} title={text}>
      <svg
        viewBox="0 0 16 16"
        width="13"
        height="13"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        aria-hidden="true"
      >
        {source === 'computed' && (
          <path d="M11.5 2.6c-2-.8-3.2.2-3.5 2L6.7 11.8c-.3 1.7-1.4 2.5-3.2 1.8M5 6.5h5.5" />
        )}
        {source === 'reported' && (
          <>
            <circle cx="8" cy="5" r="2.6" />
            <path d="M3 14c.4-3 2.2-4.5 5-4.5s4.6 1.5 5 4.5" />
          </>
        )}
        {source === 'frozen' && (
          <>
            <rect x="3.5" y="7" width="9" height="6.5" rx="1" />
            <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
          </>
        )}
      </svg>
      <span className="cl-hidden">{text}</span>
    </span>
  );
}

/** The article of law beside a deadline or rule, as a quiet link. */
export function LawLink({
  text,
  href,
  title,
}: {
  text: string;
  href?: string | undefined;
  title?: string | undefined;
}) {
  if (!href) {
    return (
      <span className="cl-law" title={title}>
        {text}
      </span>
    );
  }
  const outside = /^https?:/.test(href);
  return (
    <a
      className="cl-law"
      href={href}
      title={title}
      {...(outside ? { target: '_blank', rel: 'noreferrer' } : {})}
    >
      {text}
    </a>
  );
}

/** Stands under every field where text or files are entered. */
export function SecretWarning({ id, short }: { id?: string; short?: boolean }) {
  const { t } = useTranslation('ui');
  return (
    <p className="cl-secret" id={id}>
      {t(short ? 'secret_short' : 'secret')}
    </p>
  );
}
