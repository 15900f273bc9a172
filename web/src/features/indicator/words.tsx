import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatNumber } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import type { IndicatorList } from './api';
import { kindsOf, lastDay, standingOf, toneOf } from './model';

export function StandingTag({ list }: { list: IndicatorList }) {
  const { t } = useTranslation('indicator');
  const standing = standingOf(list);
  return (
    <StatusTag
      tone={toneOf(standing)}
      label={t(`standing.${standing}`)}
      title={t(`standing_why.${standing}`)}
    />
  );
}

/** To whom a list may be handed on, by the Traffic Light Protocol. */
export function Tlp({ value }: { value: string }) {
  const { t } = useTranslation('indicator');
  return (
    <span className="in-tlp" data-tlp={value} title={t(`tlp_why.${value}`, { defaultValue: '' })}>
      TLP:{value.toUpperCase()}
    </span>
  );
}

/** "1.204 địa chỉ IP · 300 tên miền" */
export function Kinds({ list }: { list: Pick<IndicatorList, 'kinds'> }) {
  const { t } = useTranslation('indicator');
  const kinds = kindsOf(list);
  if (kinds.length === 0) return <Nothing />;
  return (
    <span className="cl-figures">
      {kinds.map(({ kind, number }, at) => (
        <Fragment key={kind}>
          {at > 0 && ' · '}
          {t(`number.${kind}`, {
            count: number,
            number: formatNumber(number),
            defaultValue: `${formatNumber(number)} ${kind}`,
          })}
        </Fragment>
      ))}
    </span>
  );
}

/** The last day that it counts. */
export function Expiry({ list }: { list: Pick<IndicatorList, 'expires_at'> }) {
  const { t } = useTranslation('indicator');
  if (!list.expires_at) return <span className="cl-quiet">{t('no_expiry')}</span>;
  return <span className="cl-figures">{formatDate(lastDay(list.expires_at))}</span>;
}

/** How far stored events were looked through for it, and what was found. */
export function Past({ list }: { list: IndicatorList }) {
  const { t } = useTranslation('indicator');
  return (
    <span className="cl-figures" data-state={list.past_state}>
      {t(`past.${list.past_state}`, {
        count: list.past_found,
        found: formatNumber(list.past_found),
        events: formatNumber(list.past_events),
        days: formatNumber(list.past_days),
        defaultValue: list.past_state,
      })}
    </span>
  );
}
