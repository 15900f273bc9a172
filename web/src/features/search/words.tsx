import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { formatDate, formatNumber } from '~/ui/format';
import { type Mark, marksOf, type Needle } from './marks';
import { SEARCH_PATH } from './state';
import type { MissingInfo } from './types';

/** The three places of this area. */
export function Sections() {
  const { t } = useTranslation('search');
  return (
    <nav className="se-sections" aria-label={t('sections.label')}>
      <NavLink to={SEARCH_PATH} end>
        {t('sections.events')}
      </NavLink>
      <NavLink to={`${SEARCH_PATH}/sql`}>{t('sections.sql')}</NavLink>
      <NavLink to={`${SEARCH_PATH}/chua-hieu`}>{t('sections.dead')}</NavLink>
      <NavLink to={`${SEARCH_PATH}/luu-giu`}>{t('sections.keeping')}</NavLink>
    </nav>
  );
}

/** Gaps that are told one by one. */
const GAPS = 3;

/** Events that could not be looked at: without a word, what is shown would pass for all there is. */
export function Missing({ missing }: { missing: readonly MissingInfo[] }) {
  const { t } = useTranslation('search');
  if (missing.length === 0) return null;
  const events = missing.reduce((sum, gap) => sum + gap.events, 0);
  const gaps = missing
    .slice(0, GAPS)
    .map((gap) => t('missing.gap', { from: formatDate(gap.from), to: formatDate(gap.to) }));
  const more = missing.length - gaps.length;
  return (
    <div className="cl-notice se-missing" role="status">
      <span>
        <strong>{t('missing.what', { count: events, number: formatNumber(events) })}</strong>{' '}
        {t('missing.where', { gaps: gaps.join('; ') })}
        {more > 0 && ` ${t('missing.more', { count: more })}`}
      </span>
    </div>
  );
}

/** A text in which what was searched for is marked. */
export function Marked({ text, needles }: { text: string; needles: readonly Needle[] }) {
  if (needles.length === 0) return text;
  return (
    <>{marksOf(text, needles).map((mark, at) => (mark.hit ? <Hit key={at} mark={mark} /> : mark.text))}</>
  );
}

function Hit({ mark }: { mark: Mark }) {
  return <mark className="se-hit">{mark.text}</mark>;
}

/** Puts a text on the clipboard and says so. */
export function useCopy() {
  const { t } = useTranslation('search');
  const { message } = App.useApp();
  return async (text: string, done: string) => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(done);
    } catch {
      // No clipboard outside of a secure context.
      void message.info(t('copy.by_hand'));
    }
  };
}

/** "0,12 giây" */
export function useSeconds(): (ms: number) => string {
  const { t } = useTranslation('search');
  return (ms) => t('seconds', { number: formatNumber(ms / 1000, { max: ms < 1000 ? 2 : 1 }) });
}
