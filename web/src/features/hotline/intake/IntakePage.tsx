import '../hotline.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Skeleton } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { FormEnd, UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { usePhone } from '~/ui/usePhone';
import { choicesQuery, type Filed as FiledReport, refresh } from '../api';
import { fileReport } from '../calls';
import { Sections } from '../Sections';
import { useRefused } from '../words';
import { Aid } from './Aid';
import { Filed } from './Filed';
import { bodyOf, FRESH, type IntakeFields } from './model';
import { Brought, First, Happened, Others, Reporter, Story } from './parts';

/**
 * A report that comes by phone or over the counter, in the order in which the duty officer must write it down. No draft
 * of it is kept: what is typed here is not sealed yet.
 */
export function Component() {
  const { t } = useTranslation('hotline');
  const [filed, setFiled] = useState<FiledReport>();
  const [turn, setTurn] = useState(0);
  const again = () => {
    setFiled(undefined);
    setTurn(turn + 1);
  };
  return (
    <Page title={t('intake.title')} meta={<Sections />} wide>
      {filed ? <Filed filed={filed} onAgain={again} /> : <IntakeForm key={turn} onFiled={setFiled} />}
    </Page>
  );
}

function IntakeForm({ onFiled }: { onFiled: (filed: FiledReport) => void }) {
  const { t } = useTranslation('hotline');
  const client = useQueryClient();
  const choices = useQuery(choicesQuery);
  const phone = usePhone();
  const [form] = Form.useForm<IntakeFields>();
  const fieldErrors = useFieldErrors(form);
  const [dirty, setDirty] = useState(false);
  const [shown, setShown] = useState(false);
  const [fields, setFields] = useState<IntakeFields>(FRESH);
  const refused = useRefused();
  const [files, setFiles] = useState<File[]>([]);
  const [faults, setFaults] = useState<ReadonlyMap<File, string>>(new Map());
  const file = useMutation({
    mutationFn: async (body: ReturnType<typeof bodyOf>) => {
      setFaults(new Map());
      try {
        return await fileReport(body, files);
      } catch (error) {
        setFaults(refused(error, files));
        throw error;
      }
    },
    // What a citizen said is not kept once it was sent.
    gcTime: 0,
    onMutate: () => setShown(false),
    onSuccess: (filed) => {
      // The guard must know before the page changes.
      flushSync(() => setDirty(false));
      onFiled(filed);
      return refresh(client);
    },
    onError: (error) => setShown(fieldErrors(error)),
  });
  if (choices.isPending) return <Skeleton active />;
  if (choices.isError) return <ProblemAlert problem={choices.error} onRetry={() => void choices.refetch()} />;
  const desks = choices.data.desks.filter((desk) => desk.active);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.submit();
    } else if (event.target instanceof HTMLInputElement) {
      // The form goes on below a field of one line.
      event.preventDefault();
    }
  };
  return (
    <div className="hl-intake">
      <UnsavedGuard dirty={dirty} text={t('intake.guard')} />
      <Form<IntakeFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        autoComplete="off"
        initialValues={{ ...FRESH, desk_id: desks[0]?.id ?? null }}
        scrollToFirstError={{ focus: true, block: 'center' }}
        onKeyDown={keys}
        onValuesChange={(_, all) => {
          setDirty(true);
          setFields({ ...FRESH, ...(all as Partial<IntakeFields>) });
        }}
        onFinish={(all) => {
          const whole = { ...FRESH, ...all };
          const desk = whole.desk_id ?? desks[0]?.id;
          if (desk && !file.isPending) file.mutate(bodyOf(whole, desk));
        }}
      >
        <First desks={desks} topics={choices.data.scam_types} />
        {/* Said while one writes: on a phone it may not stand below everything that is written. */}
        {phone && <Aid fields={fields} />}
        <Reporter fields={fields} />
        <Happened communes={choices.data.communes} />
        <Story />
        <Others fields={fields} banks={choices.data.banks} />
        <Brought
          files={files}
          faults={faults}
          onChange={(chosen) => {
            setDirty(true);
            setFiles(chosen);
          }}
        />
        {file.isError && !shown && <ProblemAlert problem={file.error} />}
        <FormEnd submit={t('intake.submit')} working={file.isPending} disabled={desks.length === 0} />
        <p className="hl-keys">{t('intake.keys')}</p>
        {desks.length === 0 && <p className="hl-warn">{t('intake.no_desk')}</p>}
      </Form>
      {!phone && (
        <aside className="hl-rail" aria-label={t('aid.title')}>
          <Aid fields={fields} />
        </aside>
      )}
    </div>
  );
}
