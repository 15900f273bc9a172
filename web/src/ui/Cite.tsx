import './ui.css';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StatusTag } from './StatusTag';
import { LawLink } from './texts';

/** Where something stands in the law, and how sure it is: `found` in the text, `known`, `unsure`. */
export interface Legal {
  article?: string | null | undefined;
  source?: string | null | undefined;
  /** Article and source in one. */
  citation?: string | null | undefined;
  certainty?: string | null | undefined;
}

/** The article beside what the law asks for; what nobody found in the text says so, hovering tells how sure it is. */
export function Cite({
  of: { article, source, citation, certainty },
  title,
  to,
}: {
  of: Legal;
  /** Instead of the general words on how sure it is. */
  title?: string | undefined;
  /** The record of it in the app. */
  to?: string;
}) {
  const { t } = useTranslation('ui');
  const whole = citation || [article, source].filter(Boolean).join(', ');
  if (!whole) return null;
  const text = certainty === 'unsure' ? t('law.unsure', { citation: whole }) : whole;
  const sure = title ?? (certainty ? t(`law.certainty.${certainty}`, { defaultValue: '' }) : '');
  if (!to) return <LawLink text={text} title={sure || undefined} />;
  return (
    <Link className="cl-law" to={to} title={sure || undefined}>
      {text}
    </Link>
  );
}

/** Loud where somebody decides by it; draws nothing of what is sure. */
export function UnsureTag({ certainty }: { certainty: string }) {
  const { t } = useTranslation('ui');
  return certainty === 'unsure' ? <StatusTag tone="high" label={t('law.check')} /> : null;
}
