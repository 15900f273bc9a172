import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, ifMatch, type Schema, versioned } from '~/api/client';
import { uploadFile } from '~/api/upload';
import { can, uploadMaxMb, useSession } from '~/app/session';
import { FileUpload } from '~/ui/FileUpload';
import { formatDate } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { DiffText } from '~/ui/views';
import { DraftSummary } from './DraftSummary';
import { isEmptyDraft } from './draft';
import { ReorganisationLinks } from './ReorganisationLinks';
import { StageTag } from './ReorganisationsPage';
import { useTerms } from './terms';

/** One reorganisation: what it would do, and the decision. */
export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('agency');
  const session = useSession();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['agencies', 'reorganisation', id],
    queryFn: ({ signal }) =>
      versioned(api.GET('/api/v1/reorganisations/{id}', { params: { path: { id } }, signal })),
  });
  const etag = query.data?.etag;
  const params = { path: { id }, header: { 'if-match': etag ?? '' } };
  const act = useMutation({
    mutationFn: async (what: 'review' | 'cancel') => {
      if (what === 'review') {
        await data(api.POST('/api/v1/reorganisations/{id}/review', { params, headers: ifMatch(etag) }));
      } else await api.POST('/api/v1/reorganisations/{id}/cancel', { params, headers: ifMatch(etag) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['agencies'] }),
  });
  if (query.isPending) {
    return (
      <Page title={t('reorganisation.menu')}>
        <Skeleton active />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title={t('reorganisation.menu')}>
        <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const { reorganisation: r, decision, effects, problems, warnings } = query.data.value;
  const open = r.stage === 'draft' || r.stage === 'reviewed';
  const ask = (what: 'review' | 'cancel') =>
    modal.confirm({
      title: t(`reorganisation.${what}_ask`),
      content: t(`reorganisation.${what}_text`, { date: formatDate(r.effective, true) }),
      okText: t(`reorganisation.${what}`),
      cancelText: t('naming.keep'),
      onOk: () => act.mutateAsync(what).catch(() => undefined),
    });
  return (
    <Page
      title={r.title}
      object={r.title}
      meta={
        <span className="cl-inline">
          {t(`reorganisation.kinds.${r.kind}`)} <StageTag row={r} />
        </span>
      }
      actions={
        open && (
          <>
            <Link to={`/sap-xep/${id}/sua`}>
              <Button block>{t('reorganisation.edit')}</Button>
            </Link>
            {r.stage === 'draft' && (
              <Button
                type="primary"
                disabled={problems.length > 0}
                loading={act.isPending}
                onClick={() => ask('review')}
              >
                {t('reorganisation.review')}
              </Button>
            )}
            <Button onClick={() => ask('cancel')}>{t('reorganisation.cancel')}</Button>
          </>
        )
      }
    >
      {act.isError && <ProblemAlert problem={act.error} onRetry={() => void query.refetch()} />}
      {r.failure && (
        <div className="cl-problem" role="alert">
          <div>
            <strong>{t('reorganisation.failed')}</strong>{' '}
            {t(`reorganisation.notices.${r.failure}`, { defaultValue: t('reorganisation.notices.other') })}
          </div>
        </div>
      )}
      {r.stage === 'reviewed' && !r.failure && (
        <p className="cl-notice" role="note">
          {t('reorganisation.waits', { date: formatDate(r.effective, true) })}
        </p>
      )}
      <Notices rows={problems} title={t('reorganisation.problems')} serious />
      <Notices rows={warnings} title={t('reorganisation.warnings')} />
      <Card title={t('reorganisation.decision')}>
        <dl className="cl-facts">
          <dt>{t('reorganisation.effective')}</dt>
          <dd>
            <DateText value={r.effective} dayOnly />
          </dd>
          <dt>{t('reorganisation.basis')}</dt>
          <dd>{r.basis ?? <Nothing />}</dd>
          <dt>{t('reorganisation.note')}</dt>
          <dd>{r.note ?? <Nothing />}</dd>
          <dt>{t('reorganisation.file')}</dt>
          <dd>
            {decision ? (
              <a href={`/api/v1/reorganisations/${id}/decision`} download>
                {decision.name}
              </a>
            ) : (
              <Nothing />
            )}
          </dd>
          <dt>{t('reorganisation.created')}</dt>
          <dd>
            {personName(r.created_by, t('reorganisation.by_system'))}, <DateText value={r.created_at} />
          </dd>
          {r.reviewed_by && (
            <>
              <dt>{t('reorganisation.reviewed')}</dt>
              <dd>
                {personName(r.reviewed_by, t('reorganisation.by_system'))}, <DateText value={r.reviewed_at} />
              </dd>
            </>
          )}
          {r.applied_at && (
            <>
              <dt>{t('reorganisation.stages.applied')}</dt>
              <dd>
                <DateText value={r.applied_at} />
              </dd>
            </>
          )}
        </dl>
        {r.stage !== 'cancelled' && can(session, 'agency.reorganise') && (
          <FileUpload
            key={r.version}
            label={t(decision ? 'reorganisation.file_again' : 'reorganisation.file_add')}
            accept=".pdf,.docx,.doc,.xml,.asice"
            maxMb={uploadMaxMb(session)}
            send={(file, tools) =>
              uploadFile(`/api/v1/reorganisations/${id}/decision`, file, {
                field: 'file',
                extra: { version: String(r.version) },
                ...tools,
              })
            }
            onDone={() => void client.invalidateQueries({ queryKey: ['agencies', 'reorganisation', id] })}
          />
        )}
      </Card>
      <Card title={t('reorganisation.content')}>
        {r.stage === 'applied' && isEmptyDraft(r.draft) ? (
          <ReorganisationLinks links={query.data.value.links} />
        ) : (
          <DraftSummary draft={r.draft} on={r.effective} />
        )}
      </Card>
      {open && (
        <Card title={t('reorganisation.effects')}>
          {effects.length === 0 && <p className="cl-quiet">{t('reorganisation.no_effects')}</p>}
          <ul className="cl-lines">
            {effects.map((e) => (
              <Effect key={`${e.agency_id} ${e.effect}`} effect={e} />
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

/** What the product recorded by itself was recorded by the system, not by a person of its name. */
const personName = (name: string, system: string) => (name === 'coloa' ? system : name);

/** What becomes of one agency. */
function Effect({ effect: e }: { effect: Schema<'EffectRow'> }) {
  const { t } = useTranslation('agency');
  const { word } = useTerms();
  const vocabulary = { parent: 'tree', code: 'code_system', role: 'role' } as const;
  const what = (c: Schema<'ChangeRow'>) => {
    const kind = vocabulary[c.what as keyof typeof vocabulary];
    const of = kind ? [word(kind, c.term), word('function', c.function)].filter(Boolean).join(' · ') : '';
    return `${t(`reorganisation.change.${c.what}`)}${of ? ` (${of})` : ''}`;
  };
  return (
    <li>
      <div>
        <div>
          <strong>{t(`reorganisation.effect.${e.effect}`)}</strong>{' '}
          {e.before && e.after && e.before !== e.after ? (
            <DiffText before={e.before} after={e.after} />
          ) : e.effect === 'created' ? (
            e.after
          ) : (
            <Link to={`/co-quan/${e.agency_id}`}>{e.after ?? e.before}</Link>
          )}
        </div>
        {e.changes.map((c) => (
          <div key={`${c.what} ${c.term} ${c.function}`} className="cl-quiet">
            {what(c)}:{' '}
            {c.what === 'role'
              ? t(c.after ? 'reorganisation.change.gains' : 'reorganisation.change.loses')
              : `${c.before ?? t('reorganisation.nothing')} → ${c.after ?? t('reorganisation.nothing')}`}
          </div>
        ))}
      </div>
    </li>
  );
}

function Notices({
  rows,
  title,
  serious,
}: {
  rows: Schema<'NoticeRow'>[];
  title: string;
  serious?: boolean;
}) {
  const { t } = useTranslation('agency');
  if (rows.length === 0) return null;
  return (
    <div className={serious ? 'cl-problem' : 'cl-notice'} role={serious ? 'alert' : 'note'}>
      <div>
        <strong>{title}</strong>
        <ul>
          {rows.map((n) => (
            <li key={`${n.code} ${n.agency_id} ${n.detail}`}>
              {t(`reorganisation.notices.${n.code}`, { defaultValue: t('reorganisation.notices.other') })}{' '}
              {[n.agency_name, n.detail].filter(Boolean).join(' · ')}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
