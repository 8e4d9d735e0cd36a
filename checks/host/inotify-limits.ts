import {defineCheck, isSaidWithin, thisNode} from 'rke2-netdoctor';

/** https://docs.rke2.io/install/requirements#kernel-parameters */
const recommended = {instances: 8192, watches: 524_288};

/** Seconds: what is older may be over. */
const recent = 3600;

const steps = [
	{
		text: 'printf "fs.inotify.max_user_instances = 8192\\nfs.inotify.max_user_watches = 524288\\n" > /etc/sysctl.d/99-inotify.conf',
		changes: 'node',
	},
	{text: 'sysctl -p /etc/sysctl.d/99-inotify.conf', changes: 'node'},
] as const;
const links = ['rke2/requirements-kernel-parameters'] as const;

export default defineCheck({
	id: 'host/inotify-limits',
	title: 'inotify has room for kubelet and the CNI',
	rationale:
		'kubelet, containerd and CNI agents watch files with inotify. All of them run as root and share one limit; when it is used up, pods fail with "too many open files". The limit alone says nothing: most nodes live with the default.',
	needs: {limits: 'inotify.limits', log: 'kubelet.log'},
	messages: {
		exhausted: {
			severity: 'warning',
			text: 'kubelet runs out of inotify {what}: the limit is {limit}',
			guide: {steps, links},
		},
	},
	*run({limits, log}, {finding, environment}) {
		const line = log.findLast(
			entry =>
				isSaidWithin(entry, recent) &&
				/inotify|fsnotify/i.test(entry.message) &&
				/too many open files|no space left on device/.test(entry.message),
		);
		const {maxUserInstances: instances, maxUserWatches: watches} = limits;
		const isWatches = line?.message.includes('no space left on device') === true;
		const key = isWatches ? 'max_user_watches' : 'max_user_instances';
		const limit = isWatches ? watches : instances;
		const cited = (name: string, value: number) =>
			({from: 'limits', excerpt: String(value), of: `/proc/sys/fs/inotify/${name}`}) as const;
		if (line !== undefined && limit < (isWatches ? recommended.watches : recommended.instances)) {
			yield finding(
				'exhausted',
				{what: isWatches ? 'watches' : 'instances', limit},
				{kind: 'Sysctl', name: `fs.inotify.${key}`},
				{
					evidence: [{from: 'log', excerpt: line.message}, cited(key, limit)],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
