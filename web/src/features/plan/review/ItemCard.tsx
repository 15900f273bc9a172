import { Button, Checkbox } from 'antd';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import type { Item, Party } from '../api';
import { Confidence } from '../words';
import { dayText, wantsLook } from './model';

export type Step = 'check' | 'edit' | 'split' | 'merge' | 'remove' | 'restore' | 'add' | 'up' | 'down';
const ROLES = ['lead', 'coordinate', 'assignee', 'report'] as const;

export interface ItemCardProps {
  item: Item;
  active: boolean;
  picked: boolean;
  /** A version in review, and the person may review it. */
  open: boolean;
  sureFrom: number;
  names: Record<string, string>;
  onActivate: (id: string) => void;
  onStep: (step: Step, item: Item) => void;
  onParty: (item: Item, party: Party) => void;
}

/** How often a report is due. */
function periodOf({ recurrence, every_months: months }: Item['content'], t: TFunction<'plan'>): string {
  if (recurrence) return t(`recurrence.${recurrence}`);
  if (!months) return '';
  return months === 3 ? t('recurrence.quarterly') : t('recurrence.months', { months });
}

/** What was understood of one item. */
export const ItemCard = memo(function ItemCard(props: ItemCardProps) {
  const { item, active, picked, open, sureFrom, names, onActivate, onStep, onParty } = props;
  const { t } = useTranslation('plan');
  const { content } = item;
  const removed = item.review === 'removed';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: j and k move, see the page
    <article
      id={`item-${item.id}`}
      className="pl-item"
      data-active={active || undefined}
      data-look={wantsLook(item) || undefined}
      data-removed={removed || undefined}
      aria-current={active || undefined}
      onClick={() => onActivate(item.id)}
    >
      <header>
        {open && picked && (
          <Checkbox checked aria-label={t('review.picked')} onChange={() => onStep('merge', item)} />
        )}
        <span className="pl-path">{item.path}</span>
        <span className="pl-kind">{t(`kind_item.${item.kind}`)}</span>
        {item.review === 'checked' && <StatusTag tone="good" label={t('review.state.checked')} />}
        {item.review === 'edited' && <StatusTag tone="low" label={t('review.state.edited')} />}
        {item.review === 'added' && <StatusTag tone="low" label={t('review.state.added')} />}
        {removed && <StatusTag tone="info" label={t('review.state.removed')} />}
        <Confidence value={item.confidence} sureFrom={sureFrom} />
      </header>
      <p className="pl-text">{item.text}</p>
      {ROLES.map((role) => {
        const parties = item.parties.filter((p) => p.role === role);
        if (parties.length === 0) return null;
        return (
          <div key={role} className="pl-line">
            <span className="pl-label">{t(`role.${role}`)}</span>
            <span className="pl-parties">
              {parties.map((party) => (
                <PartyChip
                  key={party.id}
                  party={party}
                  names={names}
                  onOpen={open ? () => onParty(item, party) : undefined}
                />
              ))}
            </span>
          </div>
        );
      })}
      {(item.kind === 'task' || item.kind === 'assignment') && content.timeframe.kind !== 'none' && (
        <Line label={t('field.timeframe')}>
          {content.timeframe.text ?? t(`timeframe.${content.timeframe.kind}`)}
        </Line>
      )}
      {content.product && <Line label={t('field.product')}>{content.product}</Line>}
      {item.kind === 'target' && (
        <Line label={t('field.metric')}>
          {content.metric
            ? `${t(`comparator.${content.metric.comparator}`)} ${formatNumber(content.metric.value)} ${content.metric.unit}${content.metric.of ? ` · ${content.metric.of}` : ''}`
            : t('milestone')}
          {content.horizon ? ` · ${content.horizon}` : ''}
        </Line>
      )}
      {item.kind === 'obligation' && (
        <Line label={t('field.due')}>
          {[periodOf(content, t), dayText(content.due), content.to].filter(Boolean).join(' · ') ||
            t('no_due')}
        </Line>
      )}
      {item.starting_state && (
        <Line label={t('field.starting_state')}>
          {[t(`start.${item.starting_state.status}`), item.starting_state.note].filter(Boolean).join(' · ')}
        </Line>
      )}
      {active && open && (
        <div className="pl-steps">
          {removed ? (
            <Button size="small" onClick={() => onStep('restore', item)}>
              {t('step.restore')}
            </Button>
          ) : (
            <>
              <Button size="small" type="primary" ghost onClick={() => onStep('check', item)}>
                {t(item.review === 'checked' ? 'step.uncheck' : 'step.check')} <kbd>x</kbd>
              </Button>
              <Button size="small" onClick={() => onStep('edit', item)}>
                {t('step.edit')} <kbd>e</kbd>
              </Button>
              <Button size="small" onClick={() => onStep('split', item)}>
                {t('step.split')} <kbd>s</kbd>
              </Button>
              <Button size="small" onClick={() => onStep('merge', item)}>
                {t(picked ? 'step.unpick' : 'step.merge')} <kbd>m</kbd>
              </Button>
              <Button size="small" onClick={() => onStep('add', item)}>
                {t('step.add')} <kbd>a</kbd>
              </Button>
              <Button
                size="small"
                onClick={() => onStep('up', item)}
                aria-label={t('step.up')}
                title={t('step.up')}
              >
                ↑
              </Button>
              <Button
                size="small"
                onClick={() => onStep('down', item)}
                aria-label={t('step.down')}
                title={t('step.down')}
              >
                ↓
              </Button>
              <Button size="small" danger type="text" onClick={() => onStep('remove', item)}>
                {t('step.remove')}
              </Button>
            </>
          )}
        </div>
      )}
    </article>
  );
});

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="pl-line">
      <span className="pl-label">{label}</span>
      <span>{children}</span>
    </div>
  );
}

function PartyChip({
  party,
  names,
  onOpen,
}: {
  party: Party;
  names: Record<string, string>;
  onOpen: (() => void) | undefined;
}) {
  const { t } = useTranslation('plan');
  const known = party.agencies.map((id) => names[id]).filter((n): n is string => n !== undefined);
  const title =
    party.state === 'set_aside'
      ? t('party.set_aside_because', { reason: party.via ?? '' })
      : known.length > 0
        ? known.slice(0, 12).join('; ') + (party.agencies.length > 12 ? '; …' : '')
        : t(`party.state.${party.state}`);
  const sign = { resolved: '✓', confirmed: '✓', set_aside: '–', unresolved: '?' }[party.state] ?? '?';
  const body = (
    <>
      {party.printed}
      {party.scope && <em> ({party.scope})</em>}
      {party.agencies.length > 1 && (
        <span className="pl-many"> {t('party.count', { count: party.agencies.length })}</span>
      )}
      <span aria-hidden="true"> {sign}</span>
      <span className="cl-hidden"> {t(`party.state.${party.state}`)}</span>
    </>
  );
  if (!onOpen)
    return (
      <span className="pl-party" data-state={party.state} title={title}>
        {body}
      </span>
    );
  return (
    <button
      type="button"
      className="pl-party"
      data-state={party.state}
      title={title}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {body}
    </button>
  );
}
