import {defineCheck} from 'rke2-netdoctor';

/** The kernel's own defaults on a small machine: less was set by somebody. */
const kernelDefault = {instances: 128, watches: 8192};

export default defineCheck({
	id: 'host/inotify-lowered',
	title: 'The limits of inotify are not below the defaults of the kernel',
	rationale:
		'kubelet, containerd and CNI agents watch files with inotify, all of them as root and within one limit. Even a small machine gives 128 instances and 8,192 watches; where there are fewer, a file of sysctl has set them, and pods may fail with "too many open files".',
	needs: {limits: 'inotify.limits'},
	messages: {
		lowered: {
			severity: 'info',
			text: 'fs.inotify.{key} is {limit}, less than the default of the kernel',
			guide: {
				steps: [
					{text: 'grep -rn inotify /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d'},
					{
						text: 'printf "fs.inotify.max_user_instances = 8192\\nfs.inotify.max_user_watches = 524288\\n" > /etc/sysctl.d/99-inotify.conf',
						changes: 'node',
					},
					{text: 'sysctl -p /etc/sysctl.d/99-inotify.conf', changes: 'node'},
				],
				links: ['rke2/requirements-kernel-parameters'],
			},
		},
	},
	*run({limits}, {finding}) {
		const {maxUserInstances: instances, maxUserWatches: watches} = limits;
		for (const [name, value, least] of [
			['max_user_instances', instances, kernelDefault.instances],
			['max_user_watches', watches, kernelDefault.watches],
		] as const) {
			if (value < least) {
				const subject = {kind: 'Sysctl', name: `fs.inotify.${name}`} as const;
				yield finding('lowered', {key: name, limit: value}, subject, {
					evidence: [{from: 'limits', excerpt: String(value), of: `/proc/sys/fs/inotify/${name}`}],
				});
			}
		}
	},
});
