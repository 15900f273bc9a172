import { Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import {
  ask,
  type DecisionFields,
  decide,
  fileDocument,
  type Request,
  refresh,
  review,
  withdraw,
} from './api';

const MAX_LINE = 300;
const MAX_NOTE = 4000;

interface Dialog {
  onClose: () => void;
}

function useRequired() {
  const { t } = useTranslation('errors');
  return { required: true, whitespace: true, message: t('field.required.what') };
}

/** Why a candidate is not asked for this year. */
export function ReviewDialog({ system, name, onClose }: Dialog & { system: string; name: string }) {
  const { t } = useTranslation('national');
  const required = useRequired();
  return (
    <FormDialog<{ why: string }>
      title={t('review.title', { name })}
      submit={t('review.submit')}
      said={t('review.said')}
      start={{ why: '' }}
      send={({ why }) => review(system, why.trim())}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="why" label={t('review.why')} extra={t('review.help')} rules={[required]}>
        <FreeText autoFocus minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
    </FormDialog>
  );
}

/** Asks for a system to be put on the list. */
export function RequestDialog({ system, name, onClose }: Dialog & { system: string; name: string }) {
  const { t } = useTranslation('national');
  const required = useRequired();
  return (
    <FormDialog<{ note: string; on: string }>
      title={t('request.title', { name })}
      submit={t('request.submit')}
      said={t('request.said')}
      start={{ note: '', on: localDay(new Date()) }}
      send={({ note, on }) => ask(system, { note: note.trim(), on })}
      refresh={refresh}
      onClose={onClose}
    >
      <DayItem name="on" label={t('request.on')} required notAfterToday />
      <Form.Item name="note" label={t('request.note')} extra={t('request.help')} rules={[required]}>
        <FreeText minRows={3} maxLength={MAX_NOTE} />
      </Form.Item>
    </FormDialog>
  );
}

/** Adds a document to a request. */
export function DocumentDialog({ request, onClose }: Dialog & { request: Request }) {
  const { t } = useTranslation('national');
  const required = useRequired();
  const [file, setFile] = useState<File>();
  return (
    <FormDialog<{ name: string }>
      title={t('document.title')}
      submit={t('document.submit')}
      said={t('document.said')}
      start={{ name: '' }}
      send={({ name }) => fileDocument(request.id, name.trim(), file)}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('document.name')} rules={[required]}>
        <Input maxLength={MAX_LINE} />
      </Form.Item>
      <FilePick
        single
        label={t('document.file')}
        files={file ? [file] : []}
        onChange={([one]) => setFile(one)}
      />
    </FormDialog>
  );
}

/** Takes a request back. */
export function WithdrawDialog({ request, onClose }: Dialog & { request: Request }) {
  const { t } = useTranslation('national');
  return (
    <FormDialog<{ note: string }>
      title={t('withdraw.title')}
      submit={t('withdraw.submit')}
      said={t('withdraw.said')}
      start={{ note: '' }}
      send={({ note }) => withdraw(request, note.trim())}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="note" label={t('withdraw.why')}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
    </FormDialog>
  );
}

/** What was decided, with number and file. */
export function DecideDialog({ request, onClose }: Dialog & { request: Request }) {
  const { t } = useTranslation('national');
  const required = useRequired();
  const [file, setFile] = useState<File>();
  return (
    <FormDialog<DecisionFields>
      title={t('decide.title')}
      submit={t('decide.submit')}
      said={t('decide.said')}
      start={{ listed: true, number: '', on: localDay(new Date()), by: '', note: '' }}
      send={(fields) => decide(request, fields, file)}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="listed" label={t('decide.outcome')}>
        <Radio.Group
          options={[
            { value: true, label: t('decide.listed') },
            { value: false, label: t('decide.refused') },
          ]}
        />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="number" label={t('decide.number')} rules={[required]}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <DayItem name="on" label={t('decide.on')} required notAfterToday notBefore={request.requested_on} />
      </div>
      <Form.Item name="by" label={t('decide.by')} rules={[required]}>
        <Input maxLength={MAX_LINE} />
      </Form.Item>
      <Form.Item name="note" label={t('decide.note')}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
      <FilePick
        single
        label={t('decide.file')}
        files={file ? [file] : []}
        onChange={([one]) => setFile(one)}
      />
    </FormDialog>
  );
}
