import { EyeInvisibleOutlined, GlobalOutlined } from '@ant-design/icons';

/** Says before a step what of it everybody will be able to read, and what nobody ever does. */
export function PublicNote({
  open,
  title,
  text,
  never,
}: {
  /** It becomes public with this step. */
  open: boolean;
  title: string;
  text: string;
  never?: string;
}) {
  return (
    <div className="hd-public" data-open={open || undefined} role="note">
      <span aria-hidden="true">{open ? <GlobalOutlined /> : <EyeInvisibleOutlined />}</span>
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
        {never && <p>{never}</p>}
      </div>
    </div>
  );
}
