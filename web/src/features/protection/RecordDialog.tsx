import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { addRecord, refresh, type System } from './api';
import { addDays, MAX_LINE, MAX_NOTE, OUTCOMES, RECORD_KINDS } from './model';

interface Fields {
  kind: string;
  done_on: string;
  done_by: string;
  outcome: string;
  note: string;
  next_on: string | null;
}

/** Notes that something was done to a system. */
export function RecordDialog({ system, onClose }: { system: System; onClose: () => void }) {
  const { t } = useTranslation('protection');
  const [file, setFile] = useState<File>();
  return (
    <FormDialog<Fields>
      title={t('record.new')}
      submit={t('record.add')}
      said={t('record.added')}
      start={{
        kind: 'self_assessment',
        done_on: localDay(new Date()),
        done_by: '',
        outcome: 'passed',
        note: '',
        next_on: null,
      }}
      send={(fields) => addRecord(system.id, fields, file)}
      refresh={refresh}
      onClose={onClose}
    >
      <Items />
      <FilePick
        single
        label={t('file.label')}
        files={file ? [file] : []}
        onChange={(files) => setFile(files[0])}
      />
    </FormDialog>
  );
}

function Items() {
  const { t } = useTranslation(['protection', 'errors']);
  const form = Form.useFormInstance<Fields>();
  const kind = Form.useWatch('kind', form);
  const done = Form.useWatch('done_on', form);
  return (
    <>
      <div className="cl-two">
        <Form.Item name="kind" label={t('protection:record.column.kind')}>
          <Select
            popupMatchSelectWidth={false}
            options={RECORD_KINDS.map((value) => ({ value, label: t(`protection:record.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="outcome" label={t('protection:record.column.outcome')}>
          <Select
            options={OUTCOMES.map((value) => ({ value, label: t(`protection:record.outcome.${value}`) }))}
          />
        </Form.Item>
      </div>
      <Form.Item
        name="done_by"
        label={t('protection:record.column.done_by')}
        extra={kind === 'independent_assessment' && t('protection:record.independent_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input maxLength={MAX_LINE} />
      </Form.Item>
      <div className="cl-two">
        <DayItem name="done_on" label={t('protection:record.column.done_on')} required notAfterToday />
        <DayItem
          name="next_on"
          label={t('protection:record.column.next_on')}
          extra={t('protection:record.next_help')}
          dependencies={['done_on']}
          notBefore={done ? addDays(done, 1) : undefined}
        />
      </div>
      <Form.Item name="note" label={t('protection:field.note')}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
    </>
  );
}
