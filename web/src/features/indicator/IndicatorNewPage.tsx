import './indicator.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { DraftNotice, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { type Imported, importList, refresh } from './api';
import { IndicatorForm } from './IndicatorForm';
import { type Fields, FRESH, LISTS_PATH, listPath } from './model';
import { ResultCard } from './ResultCard';

/** Brings a list in from a file. */
export function Component() {
  const { t } = useTranslation('indicator');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Fields>('indicator.new');
  const [file, setFile] = useState<File>();
  const [dirty, setDirty] = useState(false);
  const bring = useMutation({
    mutationFn: ({ fields, chosen }: { fields: Fields; chosen: File }) => importList(fields, chosen),
    onSuccess: () => {
      setDirty(false);
      draft.drop();
      return refresh(client);
    },
    onError: fieldErrors,
  });
  if (bring.data) return <Done imported={bring.data} />;
  return (
    <Page title={t('form.new')} meta={t('form.meta')}>
      <UnsavedGuard dirty={dirty && !bring.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(fields) => {
          form.setFieldsValue(fields);
          setDirty(true);
        }}
      />
      <IndicatorForm
        form={form}
        start={FRESH}
        file={file}
        onFile={(chosen) => {
          setFile(chosen);
          setDirty(true);
          // Most files are called by what is in them.
          if (chosen && !form.getFieldValue('name'))
            form.setFieldsValue({ name: chosen.name.replace(/\.[a-z]{1,5}$/i, '') });
        }}
        submit={t('form.do')}
        working={bring.isPending}
        error={bring.error}
        draft={draft}
        onChange={(fields) => {
          setDirty(true);
          draft.save(fields);
        }}
        onSend={(fields) => file && bring.mutate({ fields, chosen: file })}
        onCancel={() => void navigate(LISTS_PATH)}
      />
    </Page>
  );
}

function Done({ imported }: { imported: Imported }) {
  const { t } = useTranslation('indicator');
  const { list } = imported;
  return (
    <Page
      title={list.name}
      object={list.name}
      meta={t('result.meta')}
      actions={
        <LinkButton type="primary" to={listPath(list.id)}>
          {t('result.to_list')}
        </LinkButton>
      }
    >
      <ResultCard imported={imported} />
    </Page>
  );
}
