import { App } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tagLabel } from '~/features/alert/model';
import { formatNumber } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import type { Rule } from './api';
import { logSourceOf, RULES_PATH, tacticOf, toneOf, verdictsOf } from './model';

export function StateTag({ value }: { value: string }) {
  const { t } = useTranslation('rule');
  return (
    <StatusTag
      tone={toneOf(value)}
      label={t(`state.${value}`, { defaultValue: value })}
      title={t(`state_short.${value}`, { defaultValue: '' })}
    />
  );
}

export function LogSourceText({ rule }: { rule: Pick<Rule, 'product' | 'category' | 'service'> }) {
  const text = logSourceOf(rule);
  return text ? <code className="ru-source">{text}</code> : <Nothing />;
}

type Judged = Pick<Rule, 'confirmed' | 'benign' | 'wrong'>;

/** The verdicts that there are, the wrong ones first: they are what one looks for. */
function partsOf(rule: Judged) {
  const { judged } = verdictsOf(rule);
  const all = [
    { verdict: 'false', number: rule.wrong },
    { verdict: 'benign', number: rule.benign },
    { verdict: 'true', number: rule.confirmed },
  ];
  return all
    .filter((part) => part.number > 0)
    .map((part) => ({ ...part, share: Math.round((100 * part.number) / judged) }));
}

/** How alerts of the rule were judged: "8 báo sai (67%) · 1 vô hại (8%) · 3 thật (25%)". */
export function Verdicts({ rule }: { rule: Judged }) {
  const { t } = useTranslation('rule');
  const parts = partsOf(rule);
  if (parts.length === 0) return <Nothing />;
  return (
    <span className="cl-figures">
      {parts
        .map(({ verdict, number, share }) =>
          t(`verdict.${verdict}`, { number: formatNumber(number), share: String(share) }),
        )
        .join(' · ')}
    </span>
  );
}

/** The same in the row of a list, shares alone: "67% báo sai", below it the others. */
export function Shares({ rule }: { rule: Judged }) {
  const { t } = useTranslation('rule');
  const [first, ...others] = partsOf(rule);
  if (!first) return <Nothing />;
  const { judged, noisy } = verdictsOf(rule);
  const text = ({ verdict, share }: typeof first) => t(`share.${verdict}`, { share: String(share) });
  return (
    <span className="cl-figures" title={t('share.of', { count: judged, number: formatNumber(judged) })}>
      <span className={noisy ? 'ru-noisy' : 'ru-whole'}>{text(first)}</span>
      {others.length > 0 && <Below>{others.map(text).join(' · ')}</Below>}
    </span>
  );
}

/** What stands quietly below the first line of a cell; read out, and in a file, it stands behind it. */
export function Below({ children }: { children: ReactNode }) {
  return (
    <>
      <span className="cl-hidden"> · </span>
      <span className="ru-below">{children}</span>
    </>
  );
}

/** Tactics and techniques; each leads to the other rules that have it. */
export function Tags({ tags }: { tags: readonly string[] }) {
  const { t } = useTranslation('rule');
  if (tags.length === 0) return <Nothing />;
  return (
    <ul className="ru-tags">
      {tags.map((tag) => {
        const tactic = tacticOf(tag);
        return (
          <li key={tag}>
            <Link to={`${RULES_PATH}?q=${encodeURIComponent(tag)}`} title={t('page.same_tag', { tag })}>
              {tactic ? t(`tactic.${tactic}`) : tagLabel(tag)}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** A text of YAML; long ones scroll in their box. */
export function Yaml({ text, label, children }: { text?: string; label: string; children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section className="ru-yaml" tabIndex={0} aria-label={label}>
      {children ?? text}
    </section>
  );
}

/** Puts a text on the clipboard and says so. */
export function useCopy() {
  const { t } = useTranslation('rule');
  const { message } = App.useApp();
  return async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t('copy.done'));
    } catch {
      // No clipboard outside of a secure context.
      void message.info(t('copy.by_hand'));
    }
  };
}
