import { Injectable } from '@nestjs/common';
import { Database, type Queryable } from './database.js';

/** Which attributes are personal (pii): as an operator marked them, else as their names suggest. */
@Injectable()
export class AttributesStore {
  constructor(private readonly database: Database) {}

  /** What operators have marked, either way. */
  async marks(workspace: number): Promise<Map<string, boolean>> {
    const { rows } = await this.database.query<{ name: string; pii: boolean }>(
      'select name, pii from attribute_definition where workspace_id = $1',
      [workspace],
    );
    return new Map(rows.map(({ name, pii }) => [name, pii]));
  }

  async mark(client: Queryable, workspace: number, name: string, pii: boolean): Promise<void> {
    await client.query(
      `insert into attribute_definition (workspace_id, name, pii) values ($1, $2, $3)
       on conflict (workspace_id, name) do update set pii = excluded.pii`,
      [workspace, name, pii],
    );
  }

  /** Names of attributes that profiles have: of those first found, since a full count would read every profile. */
  async names(workspace: number): Promise<string[]> {
    const { rows } = await this.database.query<{ name: string }>(
      `select distinct name from (select attributes from profile where workspace_id = $1 limit 2000) as p,
         jsonb_object_keys(p.attributes) as name
       order by name limit 1000`,
      [workspace],
    );
    return rows.map(({ name }) => name);
  }
}

/** Usual names of personal attributes, in lower case without _, - and spaces. */
const PERSONAL = new Set(
  (
    'name,fullname,firstname,lastname,givenname,familyname,nickname,realname,email,mail,emailaddress,phone,phonenumber,mobile,tel,telephone,' +
    'wechat,openid,unionid,qq,address,street,postcode,zip,birthday,birthdate,dateofbirth,idcard,idnumber,passport,ip,' +
    '姓名,昵称,真实姓名,邮箱,电子邮箱,手机,手机号,电话,微信,微信号,地址,收货地址,生日,出生日期,身份证,身份证号'
  ).split(','),
);

/** Whether an attribute holds personal data where nobody has said so: told by its name. */
export function looksPersonal(name: string): boolean {
  return PERSONAL.has(name.toLowerCase().replaceAll(/[_\-\s]/g, ''));
}

/** Whether an attribute is personal, by its mark or else by its name. */
export function isPersonal(name: string, marks: ReadonlyMap<string, boolean>): boolean {
  return marks.get(name) ?? looksPersonal(name);
}
