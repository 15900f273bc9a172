import './dossier.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadMaxMb, useSession } from '~/app/session';
import { DataTable } from '~/ui/DataTable';
import { FileUpload } from '~/ui/FileUpload';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { type Imported, importTable, type RowError, refresh, TEMPLATE_URL } from './api';
import { rowReason } from './model';

interface Tried {
  file: File;
  result: Imported;
}

/** Systems from a table: first what it would do, then doing it. */
export function Component() {
  const { t } = useTranslation('dossier');
  const maxMb = uploadMaxMb(useSession());
  const [tried, setTried] = useState<Tried>();
  return (
    <Page title={t('import.title')} meta={t('import.about')}>
      <Card
        title={t('import.file')}
        extra={
          <Button href={TEMPLATE_URL} size="small">
            {t('import.template')}
          </Button>
        }
      >
        <p className="cl-quiet">{t('import.how')}</p>
        <FileUpload<Imported>
          label={t('import.choose')}
          accept=".xlsx,.csv"
          maxMb={maxMb}
          send={(file, tools) => importTable(file, undefined, tools)}
          onDone={(result, file) => setTried({ file, result })}
        />
      </Card>
      {tried && <Result tried={tried} onDone={(result) => setTried({ file: tried.file, result })} />}
    </Page>
  );
}

function Result({ tried: { file, result }, onDone }: { tried: Tried; onDone: (result: Imported) => void }) {
  const { t } = useTranslation('dossier');
  const client = useQueryClient();
  const write = useMutation({
    mutationFn: (mode: 'all' | 'good') => importTable(file, mode),
    onSuccess: async (done) => {
      onDone(done);
      if (done.applied) await refresh(client);
    },
  });
  const good = result.created + result.changed;
  const bad = result.wrong_rows;
  return (
    <Card
      title={t(result.applied ? 'import.applied' : 'import.preview')}
      extra={
        <StatusTag
          tone={bad > 0 ? 'high' : 'good'}
          label={
            bad > 0 ? t('import.errors', { count: bad, number: formatNumber(bad) }) : t('import.no_errors')
          }
        />
      }
    >
      <dl className="cl-facts" aria-live="polite">
        {(['created', 'changed', 'unchanged'] as const).map((key) => (
          <div key={key} className="cl-pair">
            <dt>{t(result.applied ? `import.did.${key}` : `import.would.${key}`)}</dt>
            <dd className="cl-figures">{formatNumber(result[key])}</dd>
          </div>
        ))}
      </dl>
      {!result.applied && good === 0 && bad === 0 && <p>{t('import.nothing')}</p>}
      {bad > 0 && <p>{t(result.applied ? 'import.left_out' : 'import.fix')}</p>}
      {write.isError && <ProblemAlert problem={write.error} />}
      {result.applied ? (
        <div className="cl-form-bar">
          <LinkButton type="primary" to="/he-thong">
            {t('import.to_list')}
          </LinkButton>
        </div>
      ) : (
        <div className="cl-form-bar">
          <Button
            type="primary"
            disabled={bad > 0 || good === 0 || write.isPending}
            loading={write.isPending && write.variables === 'all'}
            onClick={() => write.mutate('all')}
          >
            {t('import.all')}
          </Button>
          {bad > 0 && good > 0 && (
            <Button
              disabled={write.isPending}
              loading={write.isPending && write.variables === 'good'}
              onClick={() => write.mutate('good')}
            >
              {t('import.good', { count: good, number: formatNumber(good) })}
            </Button>
          )}
        </div>
      )}
      {bad > 0 && <RowErrors rows={result.errors} />}
    </Card>
  );
}

/** Rows that cannot be taken, as the spreadsheet counts. */
function RowErrors({ rows }: { rows: readonly RowError[] }) {
  const { t } = useTranslation('dossier');
  return (
    <div className="cl-inset">
      <DataTable<RowError>
        id="dossier.import_errors"
        label={t('import.row_errors')}
        height="auto"
        searchable={false}
        rowKey={(e) => `${e.row} ${e.column} ${e.reason} ${e.value}`}
        columns={[
          { key: 'row', title: t('import.row'), primary: true, width: '80px', render: (e) => e.row },
          {
            key: 'column',
            title: t('import.column_title'),
            width: '25%',
            render: (e) => t(`import.column.${e.column}`, { defaultValue: e.column }),
          },
          { key: 'reason', title: t('import.reason_title'), render: (e) => rowReason(t, e.reason) },
          {
            key: 'value',
            title: t('import.value'),
            width: '25%',
            render: (e) => (e.value ? <span className="cl-break">{e.value}</span> : <Nothing />),
          },
        ]}
        source={{ rows }}
        empty={{ title: t('import.no_errors') }}
      />
    </div>
  );
}
