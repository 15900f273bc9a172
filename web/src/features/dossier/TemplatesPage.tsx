import './dossier.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { FormDialog } from '~/ui/FormDialog';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import {
  type FormTemplate,
  type FormTemplates,
  putTemplate,
  refresh,
  resetTemplate,
  templateLink,
  templatesQuery,
} from './api';

/** Whose wording each document of a dossier has: ours, or a form of the installation. */
export function Component() {
  const { t } = useTranslation('dossier');
  const found = useQuery(templatesQuery);
  return (
    <Page title={t('templates.title')} meta={t('templates.meta')}>
      {found.isPending && <Skeleton active />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && (
        <>
          <Card title={t('templates.documents')}>
            <ul className="cl-lines">
              {inOrder(found.data.items).map((item) => (
                <Line key={item.code} item={item} mayChange={found.data.may_change} />
              ))}
            </ul>
          </Card>
          <Fields fields={found.data.fields} />
        </>
      )}
    </Page>
  );
}

/** As a dossier goes its way. */
const ORDER = ['overview', 'proposal', 'plan', 'request', 'consult', 'appraisal', 'submission', 'decision'];

function inOrder(items: readonly FormTemplate[]): FormTemplate[] {
  return items.toSorted((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
}

function Line({ item, mayChange }: { item: FormTemplate; mayChange: boolean }) {
  const { t } = useTranslation('dossier');
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [asked, setAsked] = useState(false);
  const name = t(`templates.name.${item.code}`, { defaultValue: item.code });
  const reset = useMutation({
    mutationFn: () => resetTemplate(item.code),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['dossier'] });
      void message.success(t('templates.was_reset'));
    },
  });
  const ask = () =>
    modal.confirm({
      title: t('templates.reset_title', { name }),
      content: t('templates.reset_text'),
      okText: t('templates.reset'),
      cancelText: t('templates.keep'),
      onOk: () => reset.mutateAsync().catch(() => undefined),
    });
  return (
    <li>
      <span>
        {name}
        <br />
        <span className="cl-quiet">
          {item.file_name ? (
            <>
              <a href={templateLink(item.code)}>{item.file_name}</a> · {item.uploaded_by},{' '}
              <DateText value={item.uploaded_at} />
            </>
          ) : (
            t('templates.ours')
          )}
        </span>
      </span>
      {mayChange && (
        <span className="cl-row-actions">
          <Button size="small" onClick={() => setAsked(true)}>
            {t(item.file_name ? 'templates.replace' : 'templates.upload')}
          </Button>
          {item.file_name && (
            <Button size="small" type="text" onClick={ask}>
              {t('templates.reset')}
            </Button>
          )}
        </span>
      )}
      {reset.isError && <ProblemAlert problem={reset.error} />}
      {asked && <UploadDialog code={item.code} name={name} onClose={() => setAsked(false)} />}
    </li>
  );
}

function UploadDialog({ code, name, onClose }: { code: string; name: string; onClose: () => void }) {
  const { t } = useTranslation('dossier');
  const [file, setFile] = useState<File>();
  return (
    <FormDialog<Record<string, never>>
      title={t('templates.upload_title', { name })}
      submit={t('templates.upload')}
      said={t('templates.uploaded')}
      start={{}}
      send={() => putTemplate(code, file)}
      refresh={refresh}
      onClose={onClose}
    >
      <p className="cl-quiet">{t('templates.help')}</p>
      <FilePick
        single
        accept=".docx"
        label={t('templates.file')}
        files={file ? [file] : []}
        onChange={([one]) => setFile(one)}
      />
    </FormDialog>
  );
}

/** What a form may ask for, as it is typed into it. */
function Fields({ fields }: Pick<FormTemplates, 'fields'>) {
  const { t } = useTranslation('dossier');
  return (
    <Card title={t('templates.fields')}>
      <p className="cl-quiet">{t('templates.fields_help')}</p>
      <dl className="cl-facts">
        {fields.map((field) => (
          <div key={field.name} className="ds-field">
            <dt>
              <code>{`{${field.name}}`}</code>
            </dt>
            <dd>{field.label ?? t(`templates.word.${field.name}`, { defaultValue: field.name })}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
