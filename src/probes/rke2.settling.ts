import {textIfFound} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {crictlPods} from './crictl.pods.ts';
import {rke2Service, type Service} from './rke2.service.ts';
import {systemClock} from './system.clock.ts';

const minute = 60;
/** Seconds in which a server finds etcd and its own API. */
const startsWithin = 10 * minute;
/** Seconds in which a node that runs RKE2 has pulled its images and started its first pods. */
const settlesWithin = 3 * minute;
/** Seconds: what has been up for longer has had its network before. */
const isNewFor = 10 * minute;

const isStarting = ({activeState, subState, restarts = 0, startedAgo}: Service): boolean =>
	activeState === 'activating'
		? (startedAgo ?? 0) <= startsWithin && subState !== 'auto-restart' && restarts < 3
		: activeState === 'active' && startedAgo !== undefined && startedAgo < settlesWithin;

export const rke2Settling = defineProbe({
	id: 'rke2.settling',
	summary:
		'whether RKE2 has just been started on a machine that has just booted or joined, so that what it brings up may still be missing; no where systemd does not tell',
	wants: {services: rke2Service, pods: crictlPods, now: systemClock},
	requests: () => [file('/proc/uptime')],
	parse: ([reply], _, {services, pods, now}): boolean => {
		const uptime = Number(/^[\d.]+/.exec(textIfFound(reply) ?? '')?.[0] ?? Number.NaN);
		// Who restarts RKE2 to mend a node keeps its pods.
		const isNew =
			uptime < isNewFor ||
			(pods.ok && now.ok && pods.value.every(({createdAt}) => now.value - createdAt < isNewFor * 1000));
		return isNew && services.ok && services.value.some(isStarting);
	},
});
