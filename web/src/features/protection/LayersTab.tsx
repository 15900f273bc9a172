import './protection.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatNumber, localDay } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { AgoText, DateText, LawLink } from '~/ui/texts';
import { type Evidence, type Layer, type Layers, layersQuery, removeEvidence, type System } from './api';
import { EvidenceDialog } from './EvidenceDialog';
import { evidenceState } from './model';
import { RemoveButton } from './RemoveButton';
import { FileLink, LayerTag } from './words';

/** The four layers of protection: which stand, by what, and why others do not. */
export default function LayersTab({ system }: { system: System }) {
  const { t } = useTranslation('protection');
  const found = useQuery(layersQuery(system.id));
  const [adding, setAdding] = useState<Layer>();
  if (found.isPending) return <Skeleton active />;
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  const { layers, may_change } = found.data;
  const stand = layers.filter((layer) => layer.stands).length;
  return (
    <>
      <p className="pr-finding" role="status">
        <strong>
          {stand === layers.length
            ? t('layers.finding_all')
            : t('layers.finding', { stand: formatNumber(stand), all: formatNumber(layers.length) })}
        </strong>{' '}
        <Live of={found.data} />
      </p>
      {layers.map((layer) => (
        <LayerCard
          key={layer.layer}
          layer={layer}
          of={found.data}
          system={system}
          {...(may_change ? { onAdd: () => setAdding(layer) } : {})}
        />
      ))}
      {adding && (
        <EvidenceDialog
          system={system}
          layers={layers}
          layer={adding.layer}
          onClose={() => setAdding(undefined)}
        />
      )}
    </>
  );
}

/** What is seen of the system by itself: its log, and the way to the national centre. */
function Live({ of: { heard, sources, last_at, national } }: { of: Layers }) {
  const { t } = useTranslation('protection');
  return (
    <span className="pr-live">
      <span>
        {heard
          ? t('layers.heard', { count: sources, number: formatNumber(sources) })
          : t(last_at ? 'layers.silent' : 'layers.never')}{' '}
        {last_at && (
          <span className="cl-quiet">
            {t('layers.last')} <AgoText value={last_at} />
          </span>
        )}
      </span>
      <span>{t(national ? 'layers.national' : 'layers.not_national')}</span>
    </span>
  );
}

function LayerCard({
  layer,
  of,
  system,
  onAdd,
}: {
  layer: Layer;
  of: Layers;
  system: System;
  onAdd?: () => void;
}) {
  const { t } = useTranslation('protection');
  const why = layer.standing === 'live' ? `layers.why.live_${layer.layer}` : `layers.why.${layer.standing}`;
  return (
    <section className="cl-card pr-layer" data-stands={layer.stands || undefined}>
      <header>
        <h2>
          {t('layers.layer', { layer: layer.layer })} {layer.name}
        </h2>
        <LayerTag standing={layer.standing} />
      </header>
      <p>{t(why, { count: of.sources, number: formatNumber(of.sources), defaultValue: '' })}</p>
      <p className="cl-quiet">
        {layer.asks && t('layers.asks', { asks: layer.asks })}{' '}
        {layer.source && <LawLink text={layer.source} />}
      </p>
      {layer.evidence.length > 0 && (
        <ul className="cl-lines">
          {layer.evidence.map((one) => (
            <EvidenceLine
              key={one.id}
              evidence={one}
              system={system}
              {...(onAdd ? { removable: true } : {})}
            />
          ))}
        </ul>
      )}
      {onAdd && (
        <div className="cl-row-actions">
          <Button onClick={onAdd} aria-label={t('layers.add_to', { layer: layer.layer })}>
            {t('layers.add')}
          </Button>
        </div>
      )}
    </section>
  );
}

function EvidenceLine({
  evidence,
  system,
  removable,
}: {
  evidence: Evidence;
  system: System;
  removable?: boolean;
}) {
  const { t } = useTranslation('protection');
  const state = evidenceState(evidence, localDay(new Date()));
  return (
    <li data-past={state === 'ended' || undefined}>
      <div>
        <span className="cl-inline">
          <strong>{evidence.provider}</strong>
          {state !== 'holds' && (
            <StatusTag tone={state === 'ended' ? 'medium' : 'info'} label={t(`layers.evidence.${state}`)} />
          )}
        </span>
        <div className="cl-figures">
          {evidence.until
            ? t('layers.from_to', { from: formatDate(evidence.since), to: formatDate(evidence.until) })
            : t('layers.from', { from: formatDate(evidence.since) })}
        </div>
        {evidence.note && <div className="cl-timeline-body">{evidence.note}</div>}
        <div className="cl-quiet">
          {t('noted_by', { name: evidence.created_by })} <DateText value={evidence.created_at} />
        </div>
      </div>
      <span className="pr-line-acts">
        {evidence.file_id && <FileLink system={system.id} file={evidence.file_id} />}
        {removable && (
          <RemoveButton
            plain
            verb={t('layers.remove.do')}
            label={t('layers.remove.label', { name: evidence.provider })}
            title={t('layers.remove.title')}
            what={evidence.provider}
            text={t('layers.remove.text')}
            said={t('layers.remove.done')}
            run={() => removeEvidence(system.id, evidence.id)}
          />
        )}
      </span>
    </li>
  );
}
