import {Unavailable} from '../core/evidence.ts';
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
	startedAgo !== undefined &&
	(activeState === 'activating'
		? startedAgo <= startsWithin && subState !== 'auto-restart' && restarts < 3
		: activeState === 'active' && startedAgo < settlesWithin);

/** For checks of what RKE2 brings up one after another: until then they are unknown. */
export const rke2Settled = defineProbe({
	id: 'rke2.settled',
	summary:
		'that RKE2 has not just been started on a machine that has just booted or joined, where what it brings up may still be missing; yes where systemd does not tell',
	wants: {services: rke2Service, pods: crictlPods, now: systemClock},
	requests: () => [file('/proc/uptime')],
	parse: ([reply], _, {services, pods, now}): boolean => {
		// Where the kernel does not tell, the age of the pods does.
		const told = reply?.status === 'answered' ? reply.body : '';
		const uptime = Number(/^[\d.]+/.exec(told)?.[0] ?? Number.NaN);
		// Who restarts RKE2 to mend a node keeps its pods; one that joins has none yet.
		const isNew =
			uptime < isNewFor ||
			(pods.ok && now.ok && pods.value.every(({createdAt}) => now.value - createdAt < isNewFor * 1000));
		const starting = isNew && services.ok ? services.value.find(isStarting) : undefined;
		if (starting !== undefined) {
			throw new Unavailable(
				'too-early',
				`RKE2 was started ${starting.startedAgo} seconds ago; run this again in a few minutes`,
			);
		}
		return true;
	},
});
