/** The look. Themed from outside by the --charley-... properties; it follows light, dark and forced colours. */

export const styles = `
:host{all:initial;--a:var(--charley-accent,#0b5f5b);--on:var(--charley-on-accent,#fff);--bg:var(--charley-background,#fff);--fg:var(--charley-text,#16211f);--soft:var(--charley-soft,#eaf2f1);--line:var(--charley-line,#6b7f7c);--red:#a30f16;--redbg:#fdeceb;--r:var(--charley-radius,12px);font:var(--charley-font,max(16px,1rem)/1.45 system-ui,sans-serif);color:var(--fg);color-scheme:light}
:host([hidden]){display:none}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){--a:var(--charley-accent,#8fdbd3);--on:var(--charley-on-accent,#08201e);--bg:var(--charley-background,#111b1a);--fg:var(--charley-text,#e9f1f0);--soft:var(--charley-soft,#1d2b29);--line:var(--charley-line,#8ba09d);--red:#ffb3ad;--redbg:#3a1412;color-scheme:dark}}
:host([theme=dark]){--a:var(--charley-accent,#8fdbd3);--on:var(--charley-on-accent,#08201e);--bg:var(--charley-background,#111b1a);--fg:var(--charley-text,#e9f1f0);--soft:var(--charley-soft,#1d2b29);--line:var(--charley-line,#8ba09d);--red:#ffb3ad;--redbg:#3a1412;color-scheme:dark}
:host([mode=page]){display:block;height:100%}
*{box-sizing:border-box}
button,textarea,select{font:inherit;color:inherit}
button,a.go,select{cursor:pointer;border:1px solid var(--line);border-radius:8px;background:var(--bg);padding:.35em .8em;min-height:44px}
.main{background:var(--a);color:var(--on);border-color:var(--a)}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
.main:focus-visible,.head button:focus-visible{outline-color:var(--fg)}
a{color:var(--a)}
a[href^=tel]{display:inline-block;padding:.3em .1em;font-weight:700}
.launch{position:fixed;right:var(--charley-right,16px);bottom:var(--charley-bottom,16px);z-index:2147483000;display:flex;align-items:center;gap:.5em;max-width:calc(100vw - 32px);min-height:56px;padding:.5em 1.1em;border-radius:28px;text-align:left;box-shadow:0 2px 10px #0005}
.launch svg{width:28px;flex:none}
.panel{position:relative;display:flex;flex-direction:column;overflow:clip;background:var(--bg);color:var(--fg);height:100%}
:host(:not([mode=page])) .panel{position:fixed;z-index:2147483000;right:16px;bottom:16px;width:min(420px,calc(100vw - 32px));height:min(680px,calc(var(--vh,100dvh) - 32px));border:1px solid var(--line);border-radius:var(--r);box-shadow:0 6px 30px #0006}
@media (max-width:520px),(max-height:520px){:host(:not([mode=page])) .panel{right:0;left:0;top:var(--vt,0);bottom:auto;width:100%;height:var(--vh,100dvh);border:0;border-radius:0}}
.head{display:flex;align-items:center;gap:.4em;padding:.4em .7em;border-bottom:1px solid var(--line);background:var(--soft)}
.head h2{flex:1;margin:0;font-size:1.05em;line-height:1.2;min-width:0}
.head small{display:block;font-weight:400;font-size:.8em}
.menu{overflow:auto;display:flex;flex-wrap:wrap;gap:.4em;padding:.6em .7em;border-bottom:1px solid var(--line);align-items:center}
.menu form{padding:0;border:0}
.menu label{display:flex;align-items:center;gap:.7em}
.under{position:relative;flex:1 0 42px;display:flex;flex-direction:column}
.bar{margin:0;padding:.5em .8em;border-bottom:1px solid var(--line);background:var(--soft)}
.clock{display:flex;flex-wrap:wrap;gap:.2em .7em;align-items:center;justify-content:space-between;font-variant-numeric:tabular-nums}
.alarm{border:3px solid var(--red);background:var(--redbg);font-weight:600}
.alarm a,.emergency a{padding:.45em .6em;margin:.1em;border:2px solid var(--red);border-radius:8px;color:var(--red);background:var(--bg)}
.log{position:relative;flex:1 0 42px;overflow-y:auto;overscroll-behavior:contain;padding:.8em;display:flex;flex-direction:column;gap:.8em}
.log>*{margin:0;overflow-wrap:anywhere;max-width:100%}
.me{align-self:flex-end;max-width:88%;background:var(--a);color:var(--on);border-radius:var(--r);padding:.5em .8em;white-space:pre-wrap}
.me .state{display:block;font-size:.85em}
.me button{background:var(--bg);color:var(--fg)}
.bot,.first{align-self:stretch;border:1px solid var(--line);border-radius:var(--r);padding:.6em .8em}
.note{align-self:center;font-size:.9em;text-align:center}
p{margin:0 0 .5em}p:last-child,li:last-child{margin-bottom:0}
ul,ol{margin:0 0 .5em;padding-left:1.2em}li{margin-bottom:.3em}
h3{margin:0 0 .4em;font-size:1em}
.card{border-left-width:8px}
.card h3{display:flex;align-items:center;gap:.4em}
.card svg,.bar svg{width:1.5em;height:1.5em;flex:none;vertical-align:-.35em}
.emergency{border:3px solid var(--red);border-left-width:10px;background:var(--redbg)}
.emergency h3{font-size:1.2em;color:var(--red)}
.cite{min-height:0;min-width:24px;padding:0 .3em;line-height:22px;font-size:.8em;margin:0 .1em;vertical-align:.15em;border-radius:6px}
.from{margin-top:.6em;border-top:1px solid var(--line);padding-top:.4em;font-size:.9em}
.from ol{list-style:none;padding:0;margin:0}
.from button{display:block;width:100%;text-align:left;border:0;padding:.3em 0;min-height:32px;background:none;text-decoration:underline}
.picture{display:block;width:min(100%,240px);margin:.4em auto;fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
.picture text{fill:currentColor;stroke:none;font-size:13px}
.picture .hot{stroke:var(--a);stroke-width:6}
.chart{width:min(100%,340px)}.chart text{text-anchor:middle}
.quick{display:flex;flex-wrap:wrap;gap:.4em;list-style:none;padding:0}
.quick button{border-color:var(--a);border-radius:22px}
.quick li{margin:0;max-width:100%}
form{display:flex;gap:.5em;padding:.6em;border-top:1px solid var(--line);align-items:flex-end}
textarea{flex:1;min-width:0;resize:none;border:1px solid var(--line);border-radius:8px;padding:.5em;background:var(--bg);min-height:44px;max-height:30vh;field-sizing:content}
textarea::placeholder{color:inherit;opacity:.75}
.dots{display:inline-block;width:1.2em;height:.4em;background:radial-gradient(circle,currentColor 60%,#0000 65%) 0/.4em .4em;animation:d 1s steps(3) infinite}
@keyframes d{from{clip-path:inset(0 .8em 0 0)}to{clip-path:inset(0 -.4em 0 0)}}
@media (prefers-reduced-motion:reduce){.dots{animation:none}}
dialog{border:1px solid var(--line);border-radius:var(--r);background:var(--bg);color:var(--fg);width:min(460px,calc(100vw - 24px));max-height:85vh;overflow:auto;padding:1em;overflow-wrap:anywhere}
dialog::backdrop{background:#0008}
dialog h3{font-size:1.1em;outline:0}
dt{font-weight:600}dd{margin:0 0 .5em}
.end{display:flex;gap:.5em;flex-wrap:wrap;justify-content:flex-end}
a.go{display:inline-flex;align-items:center}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-height:420px){.panel{overflow:auto}.menu{position:absolute;z-index:1;inset:0 0 auto;max-height:100%;background:var(--bg)}.menu,.head,form{padding-block:.25em}.bar{padding:.15em .8em}.alarm a{padding:.25em .6em}}
@media (forced-colors:active){.picture .hot{stroke:LinkText}.me,.bot,.launch,.panel{border:1px solid}.emergency,.alarm{border-width:4px!important}.dots{background:CanvasText}}
@media print{.launch,form,.menu,.quick,.head button{display:none}}
`;
