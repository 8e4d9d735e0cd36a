import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';

export type SelinuxMode = 'enforcing' | 'permissive' | 'disabled';

export const selinuxMode = defineProbe({
	id: 'selinux.mode',
	summary: 'whether SELinux denies, only reports, or is off',
	requests: () => [file('/sys/fs/selinux/enforce')],
	parse: ([reply]): SelinuxMode => {
		const text = textIfFound(reply)?.trim();
		return text === undefined ? 'disabled' : text === '1' ? 'enforcing' : 'permissive';
	},
});
