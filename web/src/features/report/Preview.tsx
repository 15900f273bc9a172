import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Space } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Report } from './model';

type Document = Schema<'PreviewDocument'>;
type Block = Schema<'PreviewBlock'>;
type Run = Schema<'PreviewRun'>;

const formats = ['docx', 'pdf', 'xlsx'] as const;

/** The document as it will be printed, and its files. */
export function Preview({ report }: { report: Report }) {
  const { t } = useTranslation('report');
  const id = report.report.id;
  const query = useQuery({
    queryKey: ['reports', 'preview', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/reports/{id}/preview', { params: { path: { id } }, signal })),
  });
  return (
    <>
      {report.may_export && (
        <Space wrap className="cl-no-print">
          {formats.map((format) => (
            <Button key={format} href={`/api/v1/reports/${id}/export?format=${format}`}>
              {t(`document.${format}`)}
            </Button>
          ))}
        </Space>
      )}
      {query.isPending && <Skeleton active paragraph={{ rows: 12 }} />}
      {query.isError && <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Paper document={query.data} />}
    </>
  );
}

function Runs({ runs }: { runs: readonly Run[] }) {
  return runs.map((run, at) => (
    <Fragment key={at}>{run.bold ? <b>{run.text}</b> : run.italic ? <i>{run.text}</i> : run.text}</Fragment>
  ));
}

/** Without the stop that the form sets itself. */
const bare = (text: string) => text.replace(/[;.,\s]+$/, '');

/** Stands where the printed document has it. Official words of the form are the same in both languages: the document is Vietnamese. */
export function Paper({ document: d }: { document: Document }) {
  const { t } = useTranslation('report');
  const { head } = d;
  return (
    <div className="cl-paper-scroll">
      <article className="cl-paper" lang="vi" data-party={head.party || undefined}>
        {d.draft && (
          <div className="cl-paper-draft" aria-hidden="true">
            <span>{d.draft}</span>
          </div>
        )}
        {d.draft && <span className="cl-hidden">{d.draft}</span>}
        {d.notice && <div className="cl-paper-notice">{d.notice}</div>}
        {/* Organ and motto stand beside each other, then number and date on one line. */}
        <div className="cl-paper-top">
          <div>
            {head.superior && <div className="cl-paper-upper cl-paper-even">{head.superior}</div>}
            <div className="cl-paper-upper cl-paper-bold cl-paper-even">
              <span className={head.party ? undefined : 'cl-paper-mark'}>{head.issuer}</span>
            </div>
            {head.party && <div aria-hidden="true">*</div>}
          </div>
          <div className="cl-paper-motto">
            {head.party ? (
              <div className="cl-paper-bold cl-paper-line">{t('paper.party')}</div>
            ) : (
              <>
                <div className="cl-paper-bold">{t('paper.state')}</div>
                <div className="cl-paper-bold cl-paper-line">{t('paper.motto')}</div>
              </>
            )}
          </div>
          <div className="cl-paper-number">{d.number_line}</div>
          <div className="cl-paper-number">
            <i>{d.place_date}</i>
          </div>
        </div>
        <h2 className="cl-paper-upper">{d.type_name}</h2>
        <h3 className="cl-paper-even">
          <span className="cl-paper-mark">{head.subject}</span>
        </h3>
        {head.addressees.length === 1 && (
          <div className="cl-paper-to">
            {t('paper.to')} {bare(head.addressees[0] ?? '')}
          </div>
        )}
        {head.addressees.length > 1 && (
          <div className="cl-paper-to cl-paper-to-many">
            <div>{t('paper.to')}</div>
            {head.addressees.map((a, at) => (
              <div key={a} className="cl-paper-addressee">
                {`- ${bare(a)}${at === head.addressees.length - 1 ? '.' : ';'}`}
              </div>
            ))}
          </div>
        )}
        {head.legal_bases.map((basis, at) => (
          <p key={basis}>
            <i>{`${bare(basis)}${at === head.legal_bases.length - 1 ? '.' : ';'}`}</i>
          </p>
        ))}
        <Blocks blocks={d.body} />
        <div className="cl-paper-bottom">
          <div className="cl-paper-recipients">
            <div className="cl-paper-recipients-label">{t('paper.recipients')}</div>
            {head.recipients.map((r) => (
              <div key={r}>{`- ${bare(r)};`}</div>
            ))}
            {head.archive && <div>- {t('paper.archive', { archive: head.archive })}</div>}
          </div>
          <div>
            {head.authority.map((line) => (
              <div key={line} className="cl-paper-bold">
                {line}
              </div>
            ))}
            <div className="cl-paper-bold cl-paper-upper">{head.signer_role}</div>
            <div className="cl-paper-sign" />
            <div className="cl-paper-bold">{head.signer_name}</div>
          </div>
        </div>
        {d.annexes.map((annex, at) => (
          <section key={annex.title} className="cl-paper-annex">
            <h2>{d.annexes.length > 1 ? t('paper.annex', { number: at + 1 }) : t('paper.one_annex')}</h2>
            <h3 className="cl-paper-upper">{annex.title}</h3>
            <Blocks blocks={annex.body} />
          </section>
        ))}
      </article>
    </div>
  );
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const { t } = useTranslation('report');
  return blocks.map((block, at) => {
    const key = `${at}-${block.kind}`;
    if (block.kind === 'heading')
      return (
        <h4 key={key} className={block.level === 1 ? 'cl-paper-upper' : undefined}>
          {block.number} <Runs runs={block.runs} />
        </h4>
      );
    if (block.kind === 'list')
      return block.items.map((item, i) => (
        <p key={`${key}-${i}`}>
          {block.sign} <Runs runs={item} />
        </p>
      ));
    if (block.kind === 'table')
      return (
        <div key={key} className="cl-paper-scroll">
          <table>
            <colgroup>
              {block.columns.map((c) => (
                <col key={c.title} style={{ width: `${c.width * 100}%` }} />
              ))}
            </colgroup>
            <thead>
              <tr>
                {block.columns.map((c) => (
                  <th key={c.title} scope="col">
                    {c.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, r) => (
                <tr key={r}>
                  {row.map((cell, c) => (
                    <td key={c} style={{ textAlign: textAlign(block.columns[c]?.align) }}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {block.more_rows > 0 && (
            <p className="cl-quiet">{t('document.more_rows', { count: block.more_rows })}</p>
          )}
        </div>
      );
    return (
      <p key={key}>
        <Runs runs={block.runs} />
      </p>
    );
  });
}

function textAlign(align: string | undefined): 'left' | 'center' | 'right' {
  return align === 'center' || align === 'right' ? align : 'left';
}
