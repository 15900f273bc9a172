import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '~/api/client';
import { uploadFile } from '~/api/upload';
import { FileUpload } from '~/ui/FileUpload';
import { formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { RowErrors } from './RowErrors';

type Result = Schema<'ImportView'>;

const URL_OF_IMPORT = '/api/v1/agencies/import';

/** The directory from a table: first what it would do, then doing it. */
export function Component() {
  const { t } = useTranslation('agency');
  const client = useQueryClient();
  const [tried, setTried] = useState<{ file: File; result: Result }>();
  const apply = useMutation({
    mutationFn: (file: File) =>
      uploadFile<Result>(URL_OF_IMPORT, file, { field: 'file', extra: { apply: 'true' } }),
    onSuccess: async (result, file) => {
      setTried({ file, result });
      await client.invalidateQueries({ queryKey: ['agencies'] });
    },
  });
  const result = tried?.result;
  return (
    <Page title={t('import.title')} meta={t('import.about')}>
      <Card
        title={t('import.file')}
        extra={<a href="/api/v1/agencies/export?format=xlsx">{t('import.template')}</a>}
      >
        <FileUpload<Result>
          label={t('import.choose')}
          accept=".xlsx,.csv"
          maxMb={20}
          send={(file, tools) => uploadFile<Result>(URL_OF_IMPORT, file, { ...tools, field: 'file' })}
          onDone={(answer, file) => setTried({ file, result: answer })}
        />
      </Card>
      {tried && result && (
        <Card
          title={t(result.applied ? 'import.applied' : 'import.preview')}
          extra={
            <StatusTag
              tone={result.errors.length > 0 ? 'high' : 'good'}
              label={
                result.errors.length > 0
                  ? t('import.errors', { count: result.errors.length })
                  : t('import.no_errors')
              }
            />
          }
        >
          <dl className="cl-facts">
            {(['created', 'changed', 'unchanged'] as const).map((key) => (
              <div key={key} className="cl-pair">
                <dt>{t(`import.${key}`)}</dt>
                <dd className="cl-figures">{formatNumber(result[key])}</dd>
              </div>
            ))}
          </dl>
          {apply.isError && <ProblemAlert problem={apply.error} />}
          {!result.applied && result.errors.length === 0 && (
            <Button type="primary" loading={apply.isPending} onClick={() => apply.mutate(tried.file)}>
              {t('import.apply')}
            </Button>
          )}
          {result.errors.length > 0 && (
            <>
              <p>{t('import.fix')}</p>
              <RowErrors id="agency.import_errors" rows={result.errors} />
            </>
          )}
        </Card>
      )}
    </Page>
  );
}
