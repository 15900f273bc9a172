import './agency.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadFile } from '~/api/upload';
import { useRoleName } from '~/features/admin/roles';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { FileUpload } from '~/ui/FileUpload';
import { formatDate } from '~/ui/format';
import { UnsavedGuard } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { type Account, type Accounts, asLines, saveFile, workbookOf } from './accounts';
import { RowErrors } from './RowErrors';

const URL_OF_ACCOUNTS = '/api/v1/agencies/accounts';

/** Accounts from a table: first what it would make, then the one-time links, shown once. */
export function Component() {
  const { t } = useTranslation('agency');
  const client = useQueryClient();
  const [tried, setTried] = useState<{ file: File; result: Accounts }>();
  /** The links were taken: leaving loses nothing. */
  const [kept, setKept] = useState(false);
  const make = useMutation({
    mutationFn: (file: File) =>
      uploadFile<Accounts>(URL_OF_ACCOUNTS, file, { field: 'file', extra: { apply: 'true' } }),
    onSuccess: async (result, file) => {
      setTried({ file, result });
      await client.invalidateQueries({ queryKey: ['people'] });
    },
  });
  const result = tried?.result;
  return (
    <Page title={t('accounts.title')} meta={t('accounts.about')} wide>
      <UnsavedGuard
        dirty={result?.applied === true && !kept}
        title={t('accounts.guard')}
        text={t('accounts.guard_text')}
      />
      {result?.applied ? (
        <Links
          result={result}
          onKept={() => setKept(true)}
          onMore={() => {
            setTried(undefined);
            setKept(false);
            make.reset();
          }}
          kept={kept}
        />
      ) : (
        <>
          <Card
            title={t('accounts.file')}
            extra={
              <a href={`${URL_OF_ACCOUNTS}/template`} download>
                {t('accounts.template')}
              </a>
            }
          >
            <p>{t('accounts.how')}</p>
            <FileUpload<Accounts>
              label={t('import.choose')}
              accept=".xlsx,.csv"
              maxMb={20}
              send={(file, tools) => uploadFile<Accounts>(URL_OF_ACCOUNTS, file, { ...tools, field: 'file' })}
              onDone={(answer, file) => {
                setTried({ file, result: answer });
                make.reset();
              }}
            />
          </Card>
          {tried && result && (
            <Tried
              result={result}
              working={make.isPending}
              problem={make.error}
              onMake={() => make.mutate(tried.file)}
            />
          )}
        </>
      )}
    </Page>
  );
}

function useColumns(): DataColumn<Account>[] {
  const { t } = useTranslation('agency');
  const roleName = useRoleName();
  return [
    { key: 'name', title: t('import.columns.full_name'), primary: true, render: (a) => a.full_name },
    { key: 'agency', title: t('import.columns.agency'), width: '28%', render: (a) => a.agency_name },
    {
      key: 'user',
      title: t('import.columns.user_name'),
      width: '150px',
      render: (a) => <code className="cl-break">{a.user_name}</code>,
    },
    {
      key: 'title',
      title: t('import.columns.title'),
      width: '140px',
      notOnPhone: true,
      render: (a) => a.title,
    },
    { key: 'role', title: t('import.columns.role'), width: '120px', render: (a) => roleName(a.role) },
  ];
}

function Tried({
  result,
  working,
  problem,
  onMake,
}: {
  result: Accounts;
  working: boolean;
  problem: unknown;
  onMake: () => void;
}) {
  const { t } = useTranslation('agency');
  const columns = useColumns();
  const wrong = result.errors.length > 0;
  return (
    <Card
      title={t('import.preview')}
      extra={
        <StatusTag
          tone={wrong ? 'high' : 'good'}
          label={wrong ? t('import.errors', { count: result.errors.length }) : t('import.no_errors')}
        />
      }
    >
      {wrong ? (
        <>
          <p role="alert">{t('accounts.fix')}</p>
          <RowErrors id="agency.account_errors" rows={result.errors} />
        </>
      ) : (
        <>
          <p>{t('accounts.would', { count: result.accounts.length })}</p>
          {Boolean(problem) && <ProblemAlert problem={problem} />}
          <p>
            <Button type="primary" loading={working} onClick={onMake}>
              {t('accounts.make', { count: result.accounts.length })}
            </Button>
          </p>
          <DataTable<Account>
            id="agency.accounts_tried"
            label={t('import.preview')}
            height="auto"
            searchable={false}
            rowKey={(a) => String(a.row)}
            columns={columns}
            source={{ rows: result.accounts }}
            empty={{ title: t('accounts.none') }}
          />
        </>
      )}
    </Card>
  );
}

function Links({
  result,
  kept,
  onKept,
  onMore,
}: {
  result: Accounts;
  kept: boolean;
  onKept: () => void;
  onMore: () => void;
}) {
  const { t } = useTranslation('agency');
  const { message } = App.useApp();
  const [name, agency, user] = useColumns();
  async function copy(text: string, all: boolean) {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t('accounts.copied'));
      if (all) onKept();
    } catch {
      // No clipboard outside of a secure context: the text stays selectable.
      void message.info(t('accounts.copy_by_hand'));
    }
  }
  const columns = [
    name,
    agency,
    user,
    {
      key: 'url',
      title: t('accounts.link'),
      width: '34%',
      render: (a: Account) => <span className="ag-link">{a.url}</span>,
    },
    {
      key: 'act',
      title: t('naming.act'),
      width: '110px',
      render: (a: Account) => (
        <Button
          size="small"
          aria-label={t('accounts.copy_of', { name: a.full_name })}
          onClick={() => void copy(a.url ?? '', false)}
        >
          {t('accounts.copy')}
        </Button>
      ),
    },
  ].filter((c): c is DataColumn<Account> => c !== undefined);
  return (
    <Card
      title={t('accounts.made', { count: result.accounts.length })}
      extra={<StatusTag tone="good" label={t('accounts.done')} />}
    >
      <div className="cl-notice" role="alert">
        <span>
          {t('accounts.once', { date: result.expires_at ? formatDate(result.expires_at) : '' })}{' '}
          {t('accounts.hand_over')}
        </span>
      </div>
      <div className="cl-row-actions ag-actions">
        <Button
          type="primary"
          onClick={() => {
            saveFile(workbookOf(result.workbook ?? ''), t('accounts.file_name'));
            onKept();
          }}
        >
          {t('accounts.download')}
        </Button>
        <Button onClick={() => void copy(asLines(result.accounts), true)}>{t('accounts.copy_all')}</Button>
        {kept && <Button onClick={onMore}>{t('accounts.more')}</Button>}
      </div>
      <DataTable<Account>
        id="agency.accounts_made"
        onExport={false}
        label={t('accounts.made', { count: result.accounts.length })}
        height="auto"
        rowKey={(a) => a.user_name}
        columns={columns}
        source={{ rows: result.accounts, text: (a) => `${a.full_name} ${a.user_name} ${a.agency_name}` }}
        empty={{ title: t('accounts.none') }}
      />
    </Card>
  );
}
