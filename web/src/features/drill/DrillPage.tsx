import '../dossier/dossier.css';
import '../incident/incident.css';
import './drill.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Formats } from '~/features/dossier/Formats';
import { casePath } from '~/features/incident/model';
import { useAct } from '~/features/incident/useAct';
import { ActProblem } from '~/ui/ActProblem';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { StatusTag } from '~/ui/StatusTag';
import { DateText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type DrillDetail, drillQuery, type Inject, printDrill, removeInject } from './api';
import { DrillDialog } from './DrillDialog';
import { InjectDialog, ReviewDialog, StepDialog } from './dialogs';
import { clockOf, DRILLS_PATH, stepsOf, toneOf } from './model';
import { ScoreCard } from './ScoreCard';

/** One exercise: what happens when, how it goes, what was learned. */
export function Component() {
  const { t } = useTranslation('drill');
  const { drill: id = '' } = useParams();
  const found = useQuery(drillQuery(id));
  const detail = found.data;
  const drill = detail?.drill;
  return (
    <Page
      title={drill?.title ?? t('menu')}
      object={drill?.code}
      wide
      meta={
        drill && (
          <span className="cl-inline">
            <span className="in-drill">{t('mark')}</span>
            <span className="in-code">{drill.code}</span>
            <StatusTag
              tone={toneOf(drill.state)}
              label={t(`state.${drill.state}`, { defaultValue: drill.state })}
            />
            <span>{drill.agency_name}</span>
            <DateText value={drill.planned_on} dayOnly />
          </span>
        )
      }
      actions={detail?.may_run && <Actions detail={detail} />}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && !detail && (
        <RecordProblem
          problem={found.error}
          action="drill.read"
          list={{ to: DRILLS_PATH, label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {detail && <Body key={id} detail={detail} />}
    </Page>
  );
}

function Actions({ detail }: { detail: DrillDetail }) {
  const { t } = useTranslation('drill');
  const [asked, setAsked] = useState<'edit' | 'start' | 'end' | 'drop'>();
  const close = () => setAsked(undefined);
  return (
    <>
      {detail.drill.state === 'planned' && <Button onClick={() => setAsked('edit')}>{t('edit')}</Button>}
      {stepsOf(detail.drill).map((step) => (
        <Button key={step} type={step === 'drop' ? 'default' : 'primary'} onClick={() => setAsked(step)}>
          {t(`step.${step}`)}
        </Button>
      ))}
      {asked === 'edit' && <DrillDialog detail={detail} onClose={close} />}
      {asked && asked !== 'edit' && <StepDialog drill={detail.drill} step={asked} onClose={close} />}
    </>
  );
}

function Body({ detail }: { detail: DrillDetail }) {
  const { t } = useTranslation('drill');
  const { drill, minute } = detail;
  const begun = drill.started_at !== null;
  return (
    <>
      {drill.state === 'running' && minute !== null && (
        <p className="dr-clock" role="timer">
          <strong className="cl-figures">{clockOf(minute)}</strong>{' '}
          <span className="cl-quiet">{t('clock', { count: drill.speed })}</span>
        </p>
      )}
      {drill.purpose && <p className="cl-timeline-body">{drill.purpose}</p>}
      <div className="in-case">
        <div className="in-main">
          <Injects detail={detail} />
        </div>
        <aside>
          <Agencies detail={detail} />
        </aside>
      </div>
      {begun && <ScoreCard detail={detail} />}
      {begun && <Review detail={detail} />}
    </>
  );
}

function Injects({ detail }: { detail: DrillDetail }) {
  const { t } = useTranslation('drill');
  const { drill, injects } = detail;
  const [asked, setAsked] = useState<Inject | 'new'>();
  const edits = detail.may_run && (drill.state === 'planned' || drill.state === 'running');
  return (
    <Card
      title={t('inject.title')}
      extra={edits && <Button onClick={() => setAsked('new')}>{t('inject.add')}</Button>}
    >
      {injects.length === 0 && <EmptyState title={t('inject.empty')} text={t('inject.empty_text')} />}
      <ol className="in-entries">
        {[...injects]
          .sort((a, b) => a.minute - b.minute)
          .map((inject) => (
            <InjectRow
              key={inject.id}
              detail={detail}
              inject={inject}
              onEdit={edits && !inject.delivered_at ? () => setAsked(inject) : undefined}
            />
          ))}
      </ol>
      {asked && (
        <InjectDialog
          detail={detail}
          {...(asked === 'new' ? {} : { inject: asked })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Card>
  );
}

function InjectRow({
  detail: { drill },
  inject,
  onEdit,
}: {
  detail: DrillDetail;
  inject: Inject;
  onEdit: (() => void) | undefined;
}) {
  const { t } = useTranslation('drill');
  const drop = useAct(() => removeInject(drill.id, inject.id), t('inject.removed'));
  return (
    <li data-kind={inject.delivered_at ? 'decision' : 'note'}>
      <div className="in-entry-head">
        <strong className="cl-figures">{clockOf(inject.minute)}</strong>
        <span>{inject.agency_name || t('inject.everybody')}</span>
        {inject.delivered_at && (
          <span>
            {t('inject.delivered')} <DateText value={inject.delivered_at} />
          </span>
        )}
        {inject.expects && (
          <span>
            {t('inject.expected', {
              what: t(`milestone.${inject.expects}`, { defaultValue: inject.expects }),
            })}
            {inject.within_minutes && ` ${t('inject.within', { count: inject.within_minutes })}`}
          </span>
        )}
      </div>
      <div>{inject.title}</div>
      {inject.text && <div className="in-entry-words">{inject.text}</div>}
      {onEdit && (
        <div className="cl-row-actions">
          <Button size="small" onClick={onEdit}>
            {t('inject.edit')}
          </Button>
          <Button
            size="small"
            type="text"
            loading={drop.isPending}
            aria-label={t('inject.remove_of', { title: inject.title })}
            onClick={() => drop.mutate()}
          >
            {t('inject.remove')}
          </Button>
        </div>
      )}
      {drop.isError && <ActProblem error={drop.error} />}
    </li>
  );
}

function Agencies({ detail }: { detail: DrillDetail }) {
  const { t } = useTranslation('drill');
  return (
    <Card title={t('agencies')}>
      <ul className="cl-lines">
        {detail.agencies.map((one) => (
          <li key={one.agency_id}>
            <span>{one.agency_name}</span>
            {one.incident_id ? (
              <Link className="dr-whole" to={casePath(one.incident_id)}>
                {t('case')}
              </Link>
            ) : (
              <span className="cl-quiet dr-whole">{t('no_case')}</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Review({ detail }: { detail: DrillDetail }) {
  const { t } = useTranslation('drill');
  const [editing, setEditing] = useState(false);
  return (
    <Card
      title={t('review.title')}
      extra={
        <span className="in-bar dr-print">
          <Formats
            name={t('review.report')}
            formats={['docx', 'pdf']}
            get={(format) => printDrill(detail.drill.id, format)}
          />
          {detail.may_run && <Button onClick={() => setEditing(true)}>{t('review.edit')}</Button>}
        </span>
      }
    >
      {detail.review ? (
        <p className="cl-timeline-body">{detail.review}</p>
      ) : (
        <p className="cl-quiet">{t('review.empty')}</p>
      )}
      {editing && <ReviewDialog detail={detail} onClose={() => setEditing(false)} />}
    </Card>
  );
}
