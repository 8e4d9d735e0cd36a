import {readFileSync} from 'node:fs';
import {withinDeadline} from './deadline.ts';
import {errnoOf, limitError} from './replies.ts';
import {createSemaphore} from './semaphore.ts';

/** Keeps reads away from file systems that do not answer: each call that hangs would keep a thread and the process. */
export interface Mounts {
	/** Whether links must be followed step by step, each step checked, instead of by the kernel. */
	readonly hasRemote: boolean;
	/** Rejects with ETIMEDOUT when what is mounted at a location does not answer; asks each mount once. */
	readonly check: (location: string) => Promise<void>;
	/** Runs a read of a location, with a deadline; after the first one that hangs, its mount is left alone. */
	readonly during: <Value>(
		location: string,
		work: () => Promise<Value>,
		milliseconds: number,
	) => Promise<Value>;
}

export interface MountsOptions {
	/** Of proc(5)'s mountinfo; default that of this process. */
	readonly mountinfo?: string | undefined;
	/** Whether a mount answers, asked from outside of this process. */
	readonly isAnswering: (mountPoint: string) => Promise<boolean>;
}

interface Mount {
	readonly point: string;
	readonly type: string;
}

/** Answered over a network, or by a program that can stop. */
const remoteTypes =
	/^(nfs4?|cifs|smb3|smbfs|ceph|glusterfs|lustre|gpfs|beegfs|afs|9p|virtiofs|fuse(blk|\..+)?)$/;
/** Answered by the kernel out of its memory. */
const memoryTypes = /^(proc|sysfs|tmpfs|ramfs|devtmpfs|devpts|cgroup2?|nsfs|bpf|debugfs|tracefs|securityfs)$/;
/** Of libuv's four threads, so that two disks that hang still leave none idle but one leaves half. */
const mostPerMount = 2;

export const createMounts = ({mountinfo, isAnswering}: MountsOptions): Mounts => {
	const mounts = parseMounts(mountinfo ?? ownMountinfo());
	const tries = new Map<Mount, Promise<boolean>>();
	const queues = new Map<Mount, ReturnType<typeof createSemaphore>>();

	const queueOf = (mount: Mount): ReturnType<typeof createSemaphore> => {
		const queue = queues.get(mount) ?? createSemaphore(mostPerMount);
		queues.set(mount, queue);
		return queue;
	};
	const checkMount = async (mount: Mount): Promise<void> => {
		if (remoteTypes.test(mount.type) && !tries.has(mount)) {
			tries.set(mount, isAnswering(mount.point));
		}
		if ((await tries.get(mount)) === false) {
			throw limitError('ETIMEDOUT', `the ${mount.type} file system at ${mount.point} does not answer`);
		}
	};
	return {
		hasRemote: mounts.some(({type}) => remoteTypes.test(type)),
		check: async location => {
			const mount = mountOf(location, mounts);
			await (mount && checkMount(mount));
		},
		during: async (location, work, milliseconds) => {
			const mount = mountOf(location, mounts);
			if (mount === undefined || memoryTypes.test(mount.type)) {
				return withinDeadline(work(), milliseconds);
			}
			return queueOf(mount)(async () => {
				await checkMount(mount);
				try {
					return await withinDeadline(work(), milliseconds);
				} catch (error) {
					if (errnoOf(error) === 'ETIMEDOUT') {
						tries.set(mount, Promise.resolve(false));
					}
					throw error;
				}
			});
		},
	};
};

const ownMountinfo = (): string => {
	try {
		return readFileSync('/proc/self/mountinfo', 'utf8');
	} catch {
		return '';
	}
};

/** The root is left out: when it hangs, nothing runs. Of several at one point the last is seen. */
const parseMounts = (mountinfo: string): readonly Mount[] => {
	const mounts = mountinfo.split('\n').flatMap(line => {
		const [before = '', after = ''] = line.split(' - ');
		const [, , , , point = '/'] = before.split(' ');
		const [type = ''] = after.split(' ');
		return point === '/' ? [] : [{point: unescaped(point), type}];
	});
	return [...new Map(mounts.map(mount => [mount.point, mount])).values()].sort(
		(one, other) => other.point.length - one.point.length,
	);
};

/** Blanks and backslashes are octal. */
const unescaped = (path: string): string =>
	path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

const mountOf = (location: string, mounts: readonly Mount[]): Mount | undefined =>
	mounts.find(({point}) => location === point || location.startsWith(`${point}/`));
