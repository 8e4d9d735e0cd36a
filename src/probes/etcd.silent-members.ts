import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file} from '../core/request.ts';
import {isLongerThanRead} from '../derive/container-logs.ts';
import {type EtcdLog, type SilentMember, silentMembersIn} from '../derive/etcd-log.ts';
import {parseCriLog} from '../parsers/cri-log.ts';
import {etcdLog} from './etcd.log.ts';
import {systemClock} from './system.clock.ts';

/** Without a quorum etcd writes some 500 bytes a second for each two members: several minutes of that. */
const longTail = 256 * 1024;

const cutIn = (logs: readonly EtcdLog[]): readonly string[] =>
	logs.filter(({isCut}) => isCut).map(({path}) => path);

export const etcdSilentMembers = defineProbe({
	id: 'etcd.silent-members',
	summary:
		'which other members etcd on this server has not reached for minutes, while it has no leader; reads more of a log that is long',
	needs: {logs: etcdLog, now: systemClock},
	requests: ({logs}) => cutIn(logs).map(path => file(path, longTail)),
	parse: (replies, {logs, now}): readonly SilentMember[] => {
		const longer = new Map(cutIn(logs).map((path, index) => [path, replies[index]]));
		const all = logs.map((log): EtcdLog => {
			const reply = longer.get(log.path);
			return reply === undefined
				? log
				: {...log, lines: parseCriLog(textOf(reply)), isCut: isLongerThanRead(reply, longTail)};
		});
		return silentMembersIn(all, now);
	},
});
