import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {parseXfrmStat} from '../parsers/proc-counters.ts';
import {ciliumStatus} from './cilium.status.ts';

const path = '/proc/net/xfrm_stat';

/** By the name of the kernel's counter; only those that rose. https://docs.kernel.org/networking/xfrm_proc.html */
export type XfrmErrors = Readonly<Record<string, number>>;

export const ciliumXfrmErrors = defineProbe({
	id: 'cilium.xfrm-errors',
	summary: 'how many packets IPsec dropped while this program ran, where Cilium encrypts with it',
	needs: {status: ciliumStatus},
	requests: ({status}) =>
		status.encryption?.mode === 'IPsec' ? [file(path), {kind: 'file', path, sample: 'last'}] : [],
	parse: (replies): XfrmErrors => {
		if (replies.length === 0) {
			return {};
		}
		const [before = {}, after = {}] = replies.map(reply => parseXfrmStat(textOf(reply)));
		return Object.fromEntries(
			Object.entries(after).flatMap(([name, value]) => {
				const rise = value - (before[name] ?? value);
				return rise > 0 ? [[name, rise]] : [];
			}),
		);
	},
});
