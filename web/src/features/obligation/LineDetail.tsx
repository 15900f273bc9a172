import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Radio, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { Comments } from '~/features/comment/Comments';
import { type DraftFiles, FilePick, namesOf } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { formatBytes, localDay } from '~/ui/format';
import { FormEnd, useDraft, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { keyOf, type Line, type MeetValues, meetParts } from './calendar';
import { DueDay, Law, Owing, Standing, useReceiver } from './words';

/** One obligation: what, to whom, by when, by what law, and how it was met. */
export function LineDetail({ line, onDone }: { line: Line; onDone: () => void }) {
  const { t } = useTranslation('obligation');
  const session = useSession();
  const receiver = useReceiver();
  const [meeting, setMeeting] = useState(false);
  const may = can(session, 'obligation.meet');
  return (
    <>
      <p className="ob-title">{line.title}</p>
      <dl className="cl-facts">
        <dt>{t('column.standing')}</dt>
        <dd>
          <Standing standing={line.standing} />
        </dd>
        <dt>{t('column.due')}</dt>
        <dd>
          <DueDay line={line} />
        </dd>
        {line.citation && (
          <>
            <dt>{t('law')}</dt>
            <dd>
              <Law line={line} />
            </dd>
          </>
        )}
        <dt>{t('column.agency')}</dt>
        <dd>{line.agency_name || (line.source === 'law' ? <Owing line={line} names /> : <Nothing />)}</dd>
        <dt>{t('column.to')}</dt>
        <dd>{receiver(line) || <Nothing />}</dd>
        {line.via && (
          <>
            <dt>{t('via')}</dt>
            <dd>{line.via}</dd>
          </>
        )}
      </dl>
      {line.met.length > 0 && <h3>{t('met.title')}</h3>}
      {line.met.map((m) => (
        <div key={m.id} className="ob-met">
          {m.agency_name && <div>{m.agency_name}</div>}
          <div>
            {m.kind === 'before_import'
              ? t('met.before_import')
              : m.kind === 'document'
                ? t('met.document', { number: m.document_number ?? '' })
                : t('met.system', { system: m.system ?? '' })}
            {' · '}
            <DateText value={m.met_on} dayOnly />
            {m.receipt && ` · ${t('met.receipt', { receipt: m.receipt })}`}
          </div>
          <Files id={m.id} />
        </div>
      ))}
      {may &&
        (meeting ? (
          <MeetForm line={line} onDone={onDone} onCancel={() => setMeeting(false)} />
        ) : (
          <Button type={line.met.length > 0 ? 'default' : 'primary'} onClick={() => setMeeting(true)}>
            {t(line.met.length > 0 && line.id ? 'meet.correct' : 'meet.open')}
          </Button>
        ))}
      {line.id && (
        <>
          <h3 className="ob-comments">{t('comments')}</h3>
          <Comments kind="obligation" id={line.id} bare />
        </>
      )}
    </>
  );
}

function Files({ id }: { id: string }) {
  const { t } = useTranslation('obligation');
  const [open, setOpen] = useState(false);
  const files = useQuery({
    queryKey: ['obligation', 'files', id],
    enabled: open,
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/obligations/{id}/files', { params: { path: { id } }, signal })),
  });
  if (!open)
    return (
      <Button size="small" type="link" className="ob-files-open" onClick={() => setOpen(true)}>
        {t('met.files')}
      </Button>
    );
  if (files.isPending) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  if (files.isError) return <ProblemAlert problem={files.error} onRetry={() => void files.refetch()} />;
  if (files.data.length === 0) return <p className="cl-quiet">{t('met.no_files')}</p>;
  return (
    <ul className="ob-files">
      {files.data.map((file) => (
        <li key={file.id}>
          <a href={`/api/v1/obligations/${id}/files/${file.id}`} download={file.name}>
            {file.name}
          </a>{' '}
          <span className="cl-quiet">{formatBytes(file.size)}</span>
        </li>
      ))}
    </ul>
  );
}

function MeetForm({ line, onDone, onCancel }: { line: Line; onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation(['obligation', 'errors']);
  const session = useSession();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<MeetValues>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<MeetValues & DraftFiles>(`obligation.meet.${keyOf(line)}`);
  const { files: lost, ...kept } = draft.found?.value ?? {};
  const [files, setFiles] = useState<File[]>([]);
  const kind = Form.useWatch('kind', form) ?? 'document';
  const own = ownAgencies(session);
  const first = line.met[0];
  const send = useMutation({
    mutationFn: (values: MeetValues) => {
      const body = new FormData();
      for (const [key, value] of Object.entries(meetParts(values, line))) body.append(key, value);
      if (files[0]) body.append('file', files[0], files[0].name);
      const rest = { body: {} as never, bodySerializer: () => body };
      return line.id
        ? data(api.POST('/api/v1/obligations/{id}/met', { params: { path: { id: line.id } }, ...rest }))
        : data(
            api.POST('/api/v1/obligations/statutory/{code}/{due}/met', {
              params: { path: { code: line.statutory_code ?? '', due: line.due_on ?? '' } },
              ...rest,
            }),
          );
    },
    onSuccess: async () => {
      draft.drop();
      void message.success(t('obligation:meet.done'));
      await client.invalidateQueries({ queryKey: ['obligation'] });
      onDone();
    },
    onError: fieldErrors,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Form<MeetValues>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{
        kind: first?.kind === 'system' && line.id ? 'system' : 'document',
        name: line.id ? (first?.document_number ?? first?.system ?? '') : '',
        day: (line.id && first?.met_on) || localDay(new Date()),
        agency: own.length === 1 ? own[0]?.value : undefined,
        ...kept,
      }}
      onValuesChange={(_, values) => draft.save({ ...values, files: namesOf(files, lost) })}
      onFinish={send.mutate}
    >
      <Form.Item name="kind" label={t('obligation:meet.how')}>
        <Radio.Group
          options={(['document', 'system'] as const).map((value) => ({
            value,
            label: t(`obligation:meet.${value}`),
          }))}
        />
      </Form.Item>
      {!line.id && own.length !== 1 && (
        <Form.Item name="agency" label={t('obligation:column.agency')} rules={[required]}>
          <AgencySelect first={own} />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t(kind === 'document' ? 'obligation:meet.number' : 'obligation:meet.system_name')}
        extra={kind === 'system' ? t('obligation:meet.system_help') : undefined}
        rules={[{ ...required, whitespace: true }]}
      >
        <FreeText single maxLength={300} />
      </Form.Item>
      <DayItem
        name="day"
        label={t(kind === 'document' ? 'obligation:meet.dated' : 'obligation:meet.entered_on')}
        required
        notAfterToday
      />
      {kind === 'system' && (
        <Form.Item name="receipt" label={t('obligation:meet.receipt')}>
          <FreeText single maxLength={300} />
        </Form.Item>
      )}
      <FilePick
        single
        label={t(kind === 'document' ? 'obligation:meet.document_file' : 'obligation:meet.receipt_file')}
        files={files}
        lost={lost}
        onChange={(next) => {
          setFiles(next);
          draft.save({ ...form.getFieldsValue(true), files: namesOf(next) });
        }}
      />
      {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
        <ProblemAlert problem={send.error} />
      )}
      <FormEnd
        submit={t('obligation:meet.submit')}
        working={send.isPending}
        draft={draft}
        onCancel={onCancel}
      />
    </Form>
  );
}
