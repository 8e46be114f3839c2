import { Injectable } from '@nestjs/common';
import type { AttributeReply, AttributeType } from '@sojourn/api';
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

  /**
   * Notes the types that attributes were seen with, the first one for good and others as conflicts with it. Returns the
   * type each of them has. A workspace has so many attributes at most: names that a sender makes up are not all kept.
   */
  async noteTypes(
    seen: readonly { workspaceId: number; name: string; type: AttributeType; n: number }[],
  ): Promise<{ workspaceId: number; name: string; type: AttributeType }[]> {
    const types: { workspaceId: number; name: string; type: AttributeType }[] = [];
    // One by one, in a fixed order: two servers that note the same wait for each other in one direction only.
    for (const { workspaceId, name, type, n } of seen.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const { rows } = await this.database.query<{ type: AttributeType }>(
        `insert into attribute_type as a (workspace_id, name, type)
         select $1, $2, $3 where (select count(*) from attribute_type where workspace_id = $1) < $5
           or exists (select from attribute_type where workspace_id = $1 and name = $2)
         on conflict (workspace_id, name) do update set conflicts = case when a.type = excluded.type then a.conflicts
           else a.conflicts || jsonb_build_object(excluded.type, coalesce((a.conflicts ->> excluded.type)::int, 0) + $4::int) end
         returning type`,
        [workspaceId, name, type, n, MOST],
      );
      types.push(...rows.map((row) => ({ workspaceId, name, type: row.type })));
    }
    return types;
  }

  /** The types of a workspace's attributes, and what else came. */
  async types(workspace: number): Promise<Map<string, Pick<AttributeReply, 'type' | 'conflicts'>>> {
    const { rows } = await this.database.query<{
      name: string;
      type: AttributeType;
      conflicts: NonNullable<AttributeReply['conflicts']>;
    }>('select name, type, conflicts from attribute_type where workspace_id = $1', [workspace]);
    return new Map(
      rows.map(({ name, type, conflicts }) => [
        name,
        { type, ...(Object.keys(conflicts).length > 0 && { conflicts }) },
      ]),
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

/** Attributes of a workspace whose types are kept. */
const MOST = 2_000;

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
