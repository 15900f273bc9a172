import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { refresh } from '../api';
import { NOTICES_PATH, noticePath } from '../desk/paths';
import { addNotice } from './api';
import { Beside } from './Beside';
import { bodyOf, type Fields, freshFields } from './model';
import { NoticeForm } from './NoticeForm';

/** A notice from the beginning. It is a draft until somebody publishes it. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [params] = useSearchParams();
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Fields>('hotline.notice.new');
  const [start] = useState(() => freshFields(params.get('kind') ?? 'warning'));
  const [fields, setFields] = useState(start);
  const [dirty, setDirty] = useState(false);
  const [shown, setShown] = useState(false);
  const add = useMutation({
    mutationFn: (all: Fields) => addNotice(bodyOf(all)),
    onMutate: () => setShown(false),
    onSuccess: async ({ id }) => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      draft.drop();
      void message.success(t('notice.draft_saved'));
      await refresh(client);
      await navigate(noticePath(id), { replace: true });
    },
    onError: (error) => setShown(fieldErrors(error)),
  });
  return (
    <Page title={t('notice.add')} object={t('notice.add')} wide meta={t('notice.new_meta')}>
      <UnsavedGuard dirty={dirty && !add.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          form.setFieldsValue(kept);
          setFields({ ...start, ...kept });
          setDirty(true);
        }}
      />
      <Beside fields={fields} publishedAt={null}>
        <NoticeForm
          form={form}
          start={start}
          onChange={(all) => {
            setFields(all);
            setDirty(true);
            draft.save(all);
          }}
          onSend={(all) => add.mutate(all)}
        >
          {add.isError && !shown && <ProblemAlert problem={add.error} />}
          <FormEnd
            submit={t('notice.save_draft')}
            working={add.isPending}
            draft={draft}
            onCancel={() => void navigate(NOTICES_PATH)}
          />
        </NoticeForm>
      </Beside>
    </Page>
  );
}
