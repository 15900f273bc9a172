import { Button } from 'antd';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { formatInstant } from '~/ui/format';
import { jsonOf, linesOf, textOf, valuesOf } from './event';
import { type Filters, PinButton, ValueButtons } from './filters';
import type { Needle } from './marks';
import { aroundEvent } from './state';
import type { EventInfo } from './types';
import { Marked, useCopy } from './words';

/** One event with all that is known of it. */
export function EventDetail({
  event,
  filters,
  needles,
}: {
  event: EventInfo;
  filters: Filters;
  needles: readonly Needle[];
}) {
  const { t } = useTranslation('search');
  const copy = useCopy();
  const around = aroundEvent(event);
  return (
    <div className="se-detail-box">
      <div className="cl-row-actions">
        <Button size="small" onClick={() => void copy(jsonOf(event), t('copy.json_done'))}>
          {t('copy.json')}
        </Button>
        {around && (
          <Link to={around} title={t('detail.around_title')}>
            {t('detail.around')}
          </Link>
        )}
        {event.problem && (
          <span className="se-problem">
            {t(`problem.${event.problem}`, { defaultValue: t('problem.other') })}
          </span>
        )}
      </div>
      <dl className="se-lines" aria-label={t('detail.fields')}>
        <Known event={event} filters={filters} />
        {linesOf(event).map(({ name, value }) => (
          <Line key={name} name={<code>{name}</code>} field={name} value={value} filters={filters}>
            <FieldValue field={name} value={value} filters={filters} needles={needles} />
          </Line>
        ))}
      </dl>
      {event.raw && (
        <>
          <h3>{t('detail.raw')}</h3>
          <pre className="cl-json">
            <Marked text={event.raw} needles={needles} />
          </pre>
        </>
      )}
    </div>
  );
}

/** What the store knows of each event, by the names that it is searched by. */
function Known({ event, filters }: { event: EventInfo; filters: Filters }) {
  const { t } = useTranslation('search');
  const session = useSession();
  const source =
    event.source_id && can(session, 'source.read') ? (
      <Link to={`/nguon-nhat-ky/${event.source_id}`}>{event.source_name ?? t('source_gone')}</Link>
    ) : (
      (event.source_name ?? t(event.source_id ? 'source_gone' : 'source_unknown'))
    );
  return (
    <>
      <Line name={t('detail.time')}>{fraction(event.time)}</Line>
      <Line name={t('detail.received')}>{fraction(event.received)}</Line>
      <Line name={t('own.source')} field="source" value={event.source_id} filters={filters} words>
        {source}
      </Line>
      {event.agency_id && (
        <Line name={t('own.agency')} field="agency" value={event.agency_id} filters={filters} words>
          {event.agency_name ?? t('agency_gone')}
        </Line>
      )}
      {(['host', 'product', 'service'] as const).map(
        (name) =>
          event[name] && (
            <Line key={name} name={t(`own.${name}`)} field={name} value={event[name]} filters={filters}>
              {event[name]}
            </Line>
          ),
      )}
      {event.category.length > 0 && (
        <Line name={t('own.category')} field="category" value={event.category} filters={filters}>
          {event.category.join(', ')}
        </Line>
      )}
    </>
  );
}

/** With the parts of a second that the source gave: what happened first can lie in them. */
function fraction(time: string): string {
  return formatInstant(time) + (/\.\d+/.exec(time)?.[0].replace('.', ',') ?? '');
}

function Line({
  name,
  field,
  value,
  filters,
  words,
  children,
}: {
  name: ReactNode;
  field?: string;
  value?: unknown;
  filters?: Filters;
  /** Words of people, not of a machine. */
  words?: boolean;
  children: ReactNode;
}) {
  const values = valuesOf(value);
  const only = values.length === 1 ? values[0] : undefined;
  return (
    <div className="se-line">
      <dt>{name}</dt>
      <dd className="se-line-buttons">
        {field && filters && (
          <>
            {only !== undefined && <ValueButtons field={field} value={only} filters={filters} />}
            {field !== 'source' && field !== 'agency' && <PinButton field={field} filters={filters} />}
          </>
        )}
      </dd>
      <dd className="se-line-value" data-words={words || undefined}>
        {children}
      </dd>
    </div>
  );
}

/** A list shows its values one by one, each with its buttons. */
function FieldValue({
  field,
  value,
  filters,
  needles,
}: {
  field: string;
  value: unknown;
  filters: Filters;
  needles: readonly Needle[];
}) {
  const values = valuesOf(value);
  if (!Array.isArray(value) || values.length !== value.length || values.length < 2)
    return <Marked text={textOf(value)} needles={needles} />;
  return values.map((one, at) => (
    <Fragment key={one}>
      {at > 0 && <br />}
      <Marked text={one} needles={needles} /> <ValueButtons field={field} value={one} filters={filters} />
    </Fragment>
  ));
}
