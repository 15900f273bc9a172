import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '~/ui/format';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { AgoText } from '~/ui/texts';
import type { Top } from './api';
import { toneOf } from './model';
import { gridOf, lineOf, mapOf, shortened, stateOf, tileSize, type Wall, type WallAgency } from './wall';
import { Severity } from './words';

/** How much wider than high the map is. */
const MAP_WIDE = 0.95;

/** Shape and colour of a mark without an open alert. */
const MARKS: Record<ReturnType<typeof stateOf>, Tone> = {
  alert: 'urgent',
  silent: 'urgent',
  waiting: 'info',
  quiet: 'good',
};

function Part({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <section className={`wa-part wa-${name}`} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Open alerts by severity, as large as they are bad. */
export function Open({ open, fresh }: { open: Wall['open']; fresh: number }) {
  const { t } = useTranslation('alert');
  return (
    <section className="wa-open" aria-label={t('pulse.open')}>
      <ul>
        {open.map(({ name, number }) => (
          <li key={name} data-tone={toneOf(name)} data-none={number === 0 || undefined}>
            <Link to={`/canh-bao?severity=${name}`}>
              <Large number={number} />
              <Severity value={name} />
            </Link>
          </li>
        ))}
        <li data-tone={fresh > 0 ? 'high' : 'good'}>
          <Link to="/canh-bao?state=new">
            <Large number={fresh} />
            <span className="wa-word">{t('wall.fresh')}</span>
          </Link>
        </li>
      </ul>
    </section>
  );
}

function Large({ number }: { number: number }) {
  const text = formatNumber(number);
  return (
    <strong className="cl-figures" data-long={text.length > 5 || undefined}>
      {text}
    </strong>
  );
}

/** Events a second, and the last hour as a line. */
export function Flow({ wall }: { wall: Wall }) {
  const { t } = useTranslation('alert');
  const { points, most } = lineOf(wall.minutes.map((m) => m.events));
  const sum = wall.minutes.reduce((all, m) => all + m.events, 0);
  return (
    <Part name="flow" title={t('wall.flow')}>
      <p className="wa-big">
        <strong className="cl-figures">
          {formatNumber(wall.events_per_second, { max: wall.events_per_second < 10 ? 1 : 0 })}
        </strong>{' '}
        {t('wall.per_second')}
      </p>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('wall.hour', { number: formatNumber(sum), most: formatNumber(most) })}
      >
        <polyline points={points} fill="none" vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="wa-small">
        {t('wall.hour', { number: formatNumber(sum), most: formatNumber(most) })}
        {wall.behind ? ` ${t('pulse.behind', { number: formatNumber(wall.behind) })}.` : ''}
      </p>
    </Part>
  );
}

export function Sources({ wall }: { wall: Wall }) {
  const { t } = useTranslation('alert');
  const all: [string, number, string][] = [
    ['heard', wall.sources_heard, 'good'],
    ['silent', wall.sources_silent, 'urgent'],
    ['never', wall.sources_never, 'medium'],
    ['off', wall.sources_off, 'info'],
  ];
  return (
    <Part name="sources" title={t('wall.sources')}>
      <ul className="wa-counts">
        {all.map(([name, number, tone]) => (
          <li key={name} data-tone={number > 0 ? tone : 'info'} data-none={number === 0 || undefined}>
            <strong className="cl-figures">{formatNumber(number)}</strong> {t(`wall.standing.${name}`)}
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function Systems({ wall }: { wall: Wall }) {
  const { t } = useTranslation('alert');
  const all = wall.systems_connected === wall.systems;
  return (
    <Part name="systems" title={t('wall.systems')}>
      <p className="wa-big" data-tone={all ? 'good' : 'medium'}>
        <strong className="cl-figures">
          {formatNumber(wall.systems_connected)}/{formatNumber(wall.systems)}
        </strong>{' '}
        {t('wall.connected')}
      </p>
    </Part>
  );
}

/** The newest alerts that are open. */
export function Newest({ alerts }: { alerts: Wall['newest'] }) {
  const { t } = useTranslation('alert');
  const newest = [...alerts].sort((a, b) => b.raised_at.localeCompare(a.raised_at));
  return (
    <Part name="newest" title={t('wall.newest')}>
      {alerts.length === 0 ? (
        <p className="wa-calm">{t('pulse.none')}</p>
      ) : (
        <ol>
          {newest.map((alert) => (
            <li key={alert.id} data-tone={toneOf(alert.severity)}>
              <Link to={`/canh-bao/${alert.id}`}>
                <span className="wa-line">
                  <Severity value={alert.severity} />
                  <span className="wa-when">
                    <AgoText value={alert.raised_at} />
                    {alert.state !== 'new' && ` · ${t(`state.${alert.state}`)}`}
                  </span>
                </span>
                <strong>{alert.rule_title}</strong>
                <span className="wa-about">
                  {[alert.entity, alert.system_name ?? alert.agency_name].filter(Boolean).join(' · ')}
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Part>
  );
}

/** Agencies as tiles that keep their places: colour, shape and word of the worst that is open there. */
export function AgencyMap({ agencies }: { agencies: readonly WallAgency[] }) {
  const { t } = useTranslation('alert');
  const { tiles, marks } = mapOf(agencies);
  const { columns, rows } = gridOf(tiles.length, marks.length > 0 ? MAP_WIDE * 1.4 : MAP_WIDE);
  return (
    <Part name="map" title={t('wall.map', { count: agencies.length, number: formatNumber(agencies.length) })}>
      {marks.length > 0 && (
        <ul className="wa-marks">
          {marks.map((agency) => (
            <Mark key={agency.id} agency={agency} />
          ))}
        </ul>
      )}
      <ul
        className="wa-tiles"
        data-size={tileSize(tiles.length)}
        style={{ '--columns': columns, '--rows': rows } as CSSProperties}
      >
        {tiles.map((agency) => (
          <li
            key={agency.id}
            data-state={stateOf(agency)}
            data-tone={agency.severity ? toneOf(agency.severity) : undefined}
          >
            <Tile agency={agency} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** One of many: no name that could be read from afar, but colour, shape and place. */
function Mark({ agency }: { agency: WallAgency }) {
  const { t } = useTranslation('alert');
  const state = stateOf(agency);
  const says = agency.severity
    ? t(`severity.${agency.severity}`)
    : t(`wall.tile.${state}`, { count: agency.silent, number: formatNumber(agency.silent) });
  const tone = agency.severity ? toneOf(agency.severity) : MARKS[state];
  return (
    <li data-tone={tone} data-state={state}>
      <Link to={`/canh-bao?agency=${agency.id}`} title={`${agency.name}: ${says}`}>
        <span className="cl-hidden">
          {agency.name}: {says}
        </span>
        <StatusTag tone={tone} label="" />
      </Link>
    </li>
  );
}

function Tile({ agency }: { agency: WallAgency }) {
  const { t } = useTranslation('alert');
  const state = stateOf(agency);
  const name = shortened(agency.name, t('wall.long_word'), t('wall.short_word'));
  return (
    <Link to={`/canh-bao?agency=${agency.id}`} title={agency.name}>
      <span className="wa-name">{name}</span>
      <span className="wa-says">
        {agency.severity && (
          <>
            <Severity value={agency.severity} />
            <span className="cl-figures">{formatNumber(agency.alerts)}</span>
          </>
        )}
        {state !== 'alert' && state !== 'silent' && <span>{t(`wall.tile.${state}`)}</span>}
        {agency.silent > 0 && (
          <span className="wa-silent">
            {t('wall.tile.silent', { count: agency.silent, number: formatNumber(agency.silent) })}
          </span>
        )}
      </span>
    </Link>
  );
}

export function TopSystems({ of }: { of: readonly Top[] }) {
  const { t } = useTranslation('alert');
  return (
    <Part name="top" title={t('wall.top')}>
      {of.length === 0 ? (
        <p className="wa-calm">{t('wall.top_none')}</p>
      ) : (
        <ol>
          {of.slice(0, 5).map((top) => (
            <li key={top.id ?? top.name}>
              <Link to={`/canh-bao?system=${top.id ?? ''}`}>
                <span className="wa-name">{top.name}</span>
                <strong className="cl-figures">{formatNumber(top.alerts)}</strong>
                <Severity value={top.severity} />
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Part>
  );
}
