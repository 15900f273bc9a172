import { Button } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '~/ui/Page';
import { Timeline } from '~/ui/views';
import type { RuleVersion } from './api';
import { changedLines } from './lines';
import { changesOf, type VersionChange } from './model';
import { Yaml } from './words';

/** Every text that a rule had, who wrote it and why, and what each changed. */
export function VersionsCard({ versions, extra }: { versions: readonly RuleVersion[]; extra?: ReactNode }) {
  const { t } = useTranslation('rule');
  if (versions.length === 0) return null;
  return (
    <Card title={t('versions.title')} extra={extra}>
      <Timeline
        entries={changesOf(versions).map((change) => ({
          id: String(change.version.version),
          at: change.version.written_at,
          who: change.version.author_name,
          title: t(`versions.${change.kind}`, { number: change.version.version }),
          body: <Body change={change} />,
          tone: change.kind === 'removed' ? ('urgent' as const) : ('accent' as const),
        }))}
      />
    </Card>
  );
}

function Body({ change: { version, before, kind } }: { change: VersionChange }) {
  const { t } = useTranslation('rule');
  const [open, setOpen] = useState(false);
  const differs = kind === 'changed' && before !== undefined;
  return (
    <>
      {version.note}
      {version.text !== '' && (
        <div className="cl-row-actions">
          <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? 'versions.hide' : differs ? 'versions.diff' : 'versions.text')}
          </Button>
        </div>
      )}
      {open &&
        (differs ? (
          <Difference before={before} after={version.text} />
        ) : (
          <Yaml text={version.text} label={t('yaml.title')} />
        ))}
    </>
  );
}

const SIGNS = { same: ' ', added: '+', removed: '−', gap: '' } as const;

/** The lines that changed, said in words to screen readers. */
function Difference({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation(['rule', 'ui']);
  const lines = useMemo(() => changedLines(before, after), [before, after]);
  return (
    <Yaml label={t('rule:versions.diff')}>
      {lines.map(({ kind, text }, at) =>
        kind === 'gap' ? (
          <div key={at} className="cl-quiet">
            …
          </div>
        ) : (
          <div key={at} className="ru-changed" data-kind={kind}>
            <span aria-hidden="true">{SIGNS[kind]} </span>
            {kind !== 'same' && <span className="cl-hidden">{t(`ui:diff.${kind}`)} </span>}
            {text}
          </div>
        ),
      )}
    </Yaml>
  );
}
