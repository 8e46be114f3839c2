import type { Words } from '@sojourn/rules';

/** What `sojourn import --help` says. */
export const importHelp: Words = {
  en: `
Brings rows of FILE.csv into a workspace: past events, each at its own date, or what is known of profiles. Past events
build history, counters and lifecycle stages; they start no journey and meet no wait. Import events before profiles.

  --kind          events (default) or profiles
  --map           which column is what: profile=customer,event=what,occurred_at=when,amount:number=paid
                  Left of = are profile (the user id), event, occurred_at, message_id, or the name of a property or
                  attribute; :text, :number or :boolean says what it is; dots make objects
                  (consents.email.marketing:boolean=accepts). Without --map, columns that are called profile_id, event
                  and occurred_at are these, and all others are properties.
  --event NAME    the name of all events, where no column has it
  --zone ZONE     the time zone of dates without offset, such as Asia/Shanghai
  --workspace KEY into which; not needed where there is one
  --encoding NAME utf-8 (default), gb18030, …
  --rejected FILE writes every bad row with its line and reason
  --again         imports a file that was imported completely before (within 7 days this still adds nothing twice)

Bad rows are listed and left out, good ones are kept. Ctrl-C stops: what is in stays in, and the same command goes on
behind it. Works beside a running server, or by itself. Exit code 0: all rows are in; 2: there were bad rows; 130:
stopped; 1: nothing could be done, and why.
`,
  zh: `
将 FILE.csv 导入工作区：历史事件（按各自发生时间）或用户资料。历史事件会累计历史、计数与生命周期阶段，但不会触发旅程，也不会满足等待。
请先导入事件，再导入用户。

  --kind          events（默认）或 profiles
  --map           列的对应关系：profile=customer,event=what,occurred_at=when,amount:number=paid
                  等号左侧为 profile（用户 ID）、event、occurred_at、message_id，或事件属性、用户属性的名称；
                  可加 :text、:number、:boolean 指定类型；用点号表示嵌套（consents.email.marketing:boolean=accepts）。
                  不写 --map 时，名为 profile_id、event、occurred_at 的列即为对应含义，其余列均作为属性。
  --event NAME    文件中没有事件名列时，所有事件使用该名称
  --zone ZONE     不带偏移的日期所用时区，例如 Asia/Shanghai
  --workspace KEY 目标工作区；只有一个时可省略
  --encoding NAME utf-8（默认）、gb18030 等
  --rejected FILE 将所有有误的行及原因写入文件
  --again         再次导入已完整导入过的文件（7 天内不会重复计入）

有误的行会列出并跳过，正确的行照常导入。Ctrl-C 可中止：已导入的保留，再次执行同一命令即可继续。服务器运行与否均可使用。
退出码 0：全部导入；2：有错误行；130：已中止；1：无法执行，并说明原因。
`,
};
