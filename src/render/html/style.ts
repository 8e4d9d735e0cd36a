/** Light and dark by what the reader's system prefers; always light on paper. Words and symbols carry what colours say. */
export const style = `
:root{color-scheme:light dark;--back:#fff;--card:#f6f7f9;--text:#1b1f24;--soft:#57606a;--line:#c9d1d9;--link:#0a58ca;
--critical:#b3261e;--critical-back:#fdecea;--warning:#8a5300;--warning-back:#fff4dc;--info:#0a58ca;--info-back:#e8f0fe;--ok:#1a7f37;--ok-back:#e9f7ee}
@media (prefers-color-scheme:dark){@media screen{:root{--back:#14181d;--card:#1d232a;--text:#e6edf3;--soft:#9aa7b4;--line:#3a444f;--link:#79b8ff;
--critical:#ff8a80;--critical-back:#3a1a1a;--warning:#ffc56b;--warning-back:#352a12;--info:#79b8ff;--info-back:#16263a;--ok:#6fdd8b;--ok-back:#14291b}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:60rem;background:var(--back);color:var(--text);font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 .4rem}h2{font-size:1.2rem;margin:1.6rem 0 .6rem}h3{font-size:1.05rem;line-height:1.35;margin:0 0 .5rem}h4{font-size:1rem;margin:.9rem 0 .3rem}
p{margin:.3rem 0}a{color:var(--link)}.soft{color:var(--soft)}
.badge{display:inline-block;padding:.05rem .55rem;border-radius:1rem;border:1.5px solid;font-weight:700;font-size:.85rem;white-space:nowrap}
.critical{color:var(--critical)}.warning,.undecided{color:var(--warning)}.info{color:var(--info)}.ok{color:var(--ok)}
.badge.critical{background:var(--critical-back)}.badge.warning,.badge.undecided{background:var(--warning-back)}.badge.info{background:var(--info-back)}.badge.ok{background:var(--ok-back)}
.note{border-left:4px solid var(--warning);background:var(--warning-back);padding:.4rem .7rem;margin:.6rem 0}
figure{margin:1rem 0}figcaption{color:var(--soft);font-size:.9rem}svg{display:block;width:100%;max-width:34rem;height:auto}
.edge{stroke:var(--soft);stroke-width:2.5;fill:none}.edge.minor{stroke-width:1.5;stroke-dasharray:3 4}.edge.broken{stroke:var(--critical);stroke-width:4;stroke-dasharray:5 5}
.element rect{fill:var(--card);stroke:var(--line);stroke-width:1.5}
.element text{fill:var(--text);font-family:inherit}.element .name{font-size:18px;font-weight:600}.element .detail{font-size:15.5px;fill:var(--soft)}.element .status{font-size:16.5px;text-anchor:end;font-weight:700}
.element.ok rect{stroke:var(--ok)}.element.ok .status{fill:var(--ok)}
.element.unknown rect,.element.unjudged rect{stroke-dasharray:5 4;stroke:var(--soft)}.element.unknown .status,.element.unjudged .status{fill:var(--soft)}
.element.critical rect{fill:var(--critical-back);stroke:var(--critical);stroke-width:4}.element.critical .status{fill:var(--critical)}
.element.warning rect{fill:var(--warning-back);stroke:var(--warning);stroke-width:3}.element.warning .status{fill:var(--warning)}
.element.info rect{fill:var(--info-back);stroke:var(--info);stroke-width:2}.element.info .status{fill:var(--info)}
svg a:hover rect,svg a:focus rect{filter:brightness(.94)}svg a:focus{outline:none}svg a:focus rect{stroke-dasharray:8 3}
article{background:var(--card);border:1px solid var(--line);border-left:6px solid currentColor;border-radius:8px;padding:.8rem 1rem;margin:0 0 1rem}
article>*{color:var(--text)}article .badge.critical{color:var(--critical)}article .badge.warning{color:var(--warning)}article .badge.info{color:var(--info)}
:target{outline:3px solid var(--link);outline-offset:3px;border-radius:6px}
code,pre{font-family:ui-monospace,"DejaVu Sans Mono",Consolas,monospace;font-size:.86rem}
pre{margin:.3rem 0 .6rem;padding:.55rem .7rem;background:var(--back);border:1px solid var(--line);border-radius:6px;white-space:pre-wrap}
pre b{color:var(--soft);font-weight:600}
ol,ul{margin:.3rem 0 .6rem;padding-left:1.5rem}li{margin:.2rem 0}.changes{color:var(--warning);font-size:.85rem;font-weight:600}
table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:normal}
td.count{text-align:right;font-variant-numeric:tabular-nums}th.count{text-align:right}
details summary{cursor:pointer;margin:.6rem 0}footer{margin-top:2rem;border-top:1px solid var(--line);padding-top:.6rem;font-size:.88rem;color:var(--soft)}
@media (max-width:36rem){body{padding:.7rem}article{padding:.6rem .7rem}h1{font-size:1.25rem}}
@media print{body{max-width:none;padding:0;font-size:11pt}article,figure,pre{break-inside:avoid}svg{max-width:12cm}a[href^="https"]::after{content:" <" attr(href) ">";font-size:.8em}}
`;
