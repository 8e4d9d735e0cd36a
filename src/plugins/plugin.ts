import type {AnyCheck} from '../core/check.ts';
import type {AnyProbe} from '../core/probe.ts';
import type {Renderer} from '../render/renderer.ts';

/** What a third party adds; plain objects, so that a module needs no imports. */
export interface Plugin {
	readonly checks?: readonly AnyCheck[];
	/** What its checks need besides the built-in probes; Host still decides what may be read. */
	readonly probes?: readonly AnyProbe[];
	readonly renderers?: readonly Renderer[];
}

/** Returns its argument; exists so that its parts are typed. */
export const definePlugin = (plugin: Plugin): Plugin => plugin;
