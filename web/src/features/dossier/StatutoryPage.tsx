import './dossier.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { percentOf } from '~/features/system/model';
import { formatDate, formatNumber, localDay } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { exportStatutory, type Statutory, type StatutoryAsk, statutoryQuery } from './api';
import { Formats } from './Formats';
import { COUNTERS, yearOf, yearsTo } from './model';

const FORMATS = ['xlsx', 'docx', 'pdf'] as const;

/** The yearly table of the law on the protection of systems. */
export function Component() {
  const { t } = useTranslation('dossier');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const year = yearOf(params.get('year'));
  const agency = params.get('agency') ?? undefined;
  const ask: StatutoryAsk = { ...(year ? { year } : {}), ...(agency ? { agency } : {}) };
  const found = useQuery({ ...statutoryQuery(ask), placeholderData: keepPreviousData });
  const put = (key: string, value: string | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace: true },
    );
  const today = localDay(new Date());
  return (
    <Page title={t('statutory.title')} meta={t('statutory.about')}>
      <div className="ds-ask">
        <div className="ds-ask-field">
          <label htmlFor="statutory-year">{t('statutory.year')}</label>
          <Select
            id="statutory-year"
            value={year ?? found.data?.year ?? Number(today.slice(0, 4))}
            onChange={(value) => put('year', String(value))}
            options={yearsTo(today, year).map((value) => ({ value, label: String(value) }))}
          />
        </div>
        <div className="ds-ask-field ds-ask-wide">
          <label htmlFor="statutory-owner">{t('statutory.owner')}</label>
          <AgencySelect
            id="statutory-owner"
            value={agency ?? null}
            first={ownAgencies(session)}
            placeholder={t('statutory.all_owners')}
            onChange={(value) => put('agency', value)}
          />
        </div>
      </div>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !found.isError && (
        <>
          <Counters found={found.data} stale={found.isPlaceholderData} />
          <Export ask={{ ...ask, year: found.data.year }} owner={agency} rows={found.data.rows} />
        </>
      )}
      {can(session, 'obligation.read') && (
        <p>
          {t('statutory.who')} <Link to="/nghia-vu">{t('statutory.to_obligations')}</Link>
        </p>
      )}
    </Page>
  );
}

function Counters({ found, stale }: { found: Statutory; stale: boolean }) {
  const { t } = useTranslation('dossier');
  return (
    <Card title={t('statutory.counters', { year: found.year })}>
      <p>
        {t('statutory.covers', { from: formatDate(found.from, true), to: formatDate(found.to, true) })}{' '}
        <span className="cl-quiet">
          {t('statutory.counted_on', { date: formatDate(found.cut, true) })}
          {found.undated.length > 0 &&
            ` ${t('statutory.undated', {
              date: formatDate(found.made_on, true),
              columns: found.undated
                .map((key) => t(`statutory.column.${key}`, { defaultValue: key }))
                .join(', '),
            })}`}
          {found.ended > 0 &&
            ` ${t('statutory.ended', { count: found.ended, number: formatNumber(found.ended) })}`}
        </span>
      </p>
      <table className="cl-plain ds-counters" aria-busy={stale}>
        <thead>
          <tr>
            <th scope="col">{t('statutory.counter')}</th>
            <th scope="col">{t('statutory.number')}</th>
            <th scope="col">{t('statutory.share')}</th>
          </tr>
        </thead>
        <tbody>
          {COUNTERS.map((key) => (
            <tr key={key}>
              <th scope="row">{t(`statutory.of.${key}`)}</th>
              <td className="cl-figures">{formatNumber(found[key])}</td>
              <td className="cl-figures">
                <Share part={found[key]} whole={found.total} />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('statutory.of.expected')}</th>
            <td colSpan={2}>
              {(found.expected || found.unplanned === 0) && <DateText value={found.expected} dayOnly />}
              {found.unplanned > 0 && (
                <span className="cl-quiet">
                  {' '}
                  {t('statutory.unplanned', {
                    count: found.unplanned,
                    number: formatNumber(found.unplanned),
                  })}
                </span>
              )}
            </td>
          </tr>
        </tbody>
      </table>
    </Card>
  );
}

function Share({ part, whole }: { part: number; whole: number }) {
  const percent = percentOf(part, whole);
  return percent === undefined ? <Nothing /> : `${formatNumber(percent)}%`;
}

function Export({ ask, owner, rows }: { ask: StatutoryAsk; owner: string | undefined; rows: number }) {
  const { t } = useTranslation('dossier');
  const own = ownAgencies(useSession());
  const [chosen, setChosen] = useState<string | null>();
  // The owner whose table it is, else one's own agency.
  const issuer = chosen === undefined ? (owner ?? own[0]?.value) : (chosen ?? undefined);
  return (
    <Card title={t('statutory.export')}>
      <p>{t('statutory.rows', { count: rows, number: formatNumber(rows) })}</p>
      <div className="ds-ask">
        <div className="ds-ask-field ds-ask-wide">
          <label htmlFor="statutory-issuer">{t('statutory.issuer')}</label>
          <AgencySelect id="statutory-issuer" value={issuer ?? null} first={own} onChange={setChosen} />
        </div>
        <Formats
          name={t('statutory.title')}
          formats={FORMATS}
          get={(format) => exportStatutory(ask, format, issuer)}
        />
      </div>
      <p className="cl-quiet">{t('statutory.formats')}</p>
    </Card>
  );
}
