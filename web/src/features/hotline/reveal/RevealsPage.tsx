import '../hotline.css';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { useNow } from '~/features/incident/useNow';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { FormDialog } from '~/ui/FormDialog';
import { Page } from '~/ui/Page';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { AgoText, DateText, Nothing } from '~/ui/texts';
import { offsetOf, REFRESH_MS, type Reveal, readReveals, refresh, tablePage } from '../api';
import { decideReveal } from '../calls';
import { type RevealState, stateOfReveal } from '../model';
import { reportPath } from '../pages';
import { ReasonItem } from '../report/dialogs';
import { Sections } from '../Sections';

const TONES: Record<RevealState, Tone> = { waiting: 'medium', refused: 'info', open: 'high', over: 'info' };

/** Who asked to see who reports, and why; the second person agrees or refuses here. */
export function Component() {
  const { t } = useTranslation('hotline');
  const [deciding, setDeciding] = useState<{ reveal: Reveal; grant: boolean }>();
  const filters = useMemo<FilterDef<Reveal>[]>(
    () => [{ key: 'all', label: t('reveal.all'), kind: 'flag' }],
    [t],
  );
  const columns = useColumns((reveal, grant) => setDeciding({ reveal, grant }));
  return (
    <Page title={t('sections.reveals')} meta={<Sections />} wide>
      <p className="cl-quiet">{t('reveal.about')}</p>
      <DataTable<Reveal>
        id="hotline.reveals"
        label={t('sections.reveals')}
        columns={columns}
        rowKey={(reveal) => reveal.id}
        filters={filters}
        searchable={false}
        onExport={false}
        source={{
          queryKey: ['hotline', 'reveals'],
          refreshMs: REFRESH_MS,
          fetch: async ({ filters: chosen, cursor, limit, signal }) => {
            const offset = offsetOf(cursor);
            const open = chosen.all?.[0] === 'true' ? {} : { open: true };
            return tablePage(await readReveals({ ...open, offset, limit }, signal), offset);
          },
        }}
        empty={{ title: t('reveal.empty'), text: t('reveal.empty_text') }}
      />
      {deciding && <DecideDialog {...deciding} onClose={() => setDeciding(undefined)} />}
    </Page>
  );
}

function StateOf({ reveal }: { reveal: Reveal }) {
  const { t } = useTranslation('hotline');
  const state = stateOfReveal(reveal, useNow());
  return (
    <>
      <StatusTag tone={TONES[state]} label={t(`reveal.state.${state}`)} />
      {reveal.decided_name && <span className="hl-under">{reveal.decided_name}</span>}
      {reveal.decision_reason && <span className="hl-under">{reveal.decision_reason}</span>}
      {state === 'open' && (
        <span className="hl-under">
          {t('identity.until')} <DateText value={reveal.expires_at} />
        </span>
      )}
    </>
  );
}

function useColumns(decide: (reveal: Reveal, grant: boolean) => void): DataColumn<Reveal>[] {
  const { t } = useTranslation('hotline');
  const session = useSession();
  const reads = can(session, 'hotline.read');
  return [
    {
      key: 'report',
      title: t('column.report'),
      width: '140px',
      primary: true,
      render: (one) =>
        reads ? (
          <Link className="hl-nowrap" to={reportPath(one.report_id)}>
            {one.report_number}
          </Link>
        ) : (
          one.report_number
        ),
    },
    {
      key: 'asked',
      title: t('reveal.asked_by'),
      width: '150px',
      render: (one) => (
        <>
          {one.asked_name}
          <span className="hl-under">
            <AgoText value={one.asked_at} />
          </span>
        </>
      ),
    },
    {
      key: 'reason',
      title: t('reason'),
      render: (one) => (one.reason ? <span className="hl-words">{one.reason}</span> : <Nothing />),
    },
    { key: 'state', title: t('column.state'), width: '170px', render: (one) => <StateOf reveal={one} /> },
    {
      key: 'decide',
      title: t('reveal.decide'),
      width: '170px',
      render: (one) =>
        one.may.includes('decide') ? (
          <span className="cl-row-actions">
            <Button size="small" type="primary" onClick={() => decide(one, true)}>
              {t('reveal.grant')}
            </Button>
            <Button size="small" onClick={() => decide(one, false)}>
              {t('reveal.refuse')}
            </Button>
          </span>
        ) : one.asked_by === session.person.id && one.needs_second && !one.decided_at ? (
          <span className="cl-quiet">{t('reveal.own')}</span>
        ) : (
          <Nothing />
        ),
    },
  ];
}

function DecideDialog({ reveal, grant, onClose }: { reveal: Reveal; grant: boolean; onClose: () => void }) {
  const { t } = useTranslation('hotline');
  const verb = t(grant ? 'reveal.grant' : 'reveal.refuse');
  return (
    <FormDialog<{ reason: string }>
      title={t(grant ? 'reveal.grant_title' : 'reveal.refuse_title', {
        name: reveal.asked_name,
        number: reveal.report_number,
      })}
      submit={verb}
      said={t(grant ? 'reveal.granted' : 'reveal.refused')}
      start={{ reason: '' }}
      send={({ reason }) => decideReveal(reveal.id, { grant, reason: reason.trim() })}
      refresh={refresh}
      danger={!grant}
      onClose={onClose}
    >
      <p className="cl-break">
        {t('reveal.because')} {reveal.reason}
      </p>
      {grant && <p>{t('reveal.grant_about')}</p>}
      <ReasonItem optional={grant} focus />
    </FormDialog>
  );
}
