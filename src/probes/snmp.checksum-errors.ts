import {textOf} from '../core/evidence.ts';
import {defineProbe} from '../core/probe.ts';
import {file, type Reply} from '../core/request.ts';
import {parseProcCounters} from '../parsers/proc-counters.ts';

const path = '/proc/net/snmp';

const errorsIn = (reply: Reply | undefined): Readonly<Record<'tcp' | 'udp', number>> => {
	const {Tcp, Udp} = parseProcCounters(textOf(reply));
	return {tcp: Tcp?.InCsumErrors ?? 0, udp: Udp?.InCsumErrors ?? 0};
};

/** Segments of TCP and datagrams of UDP that arrived with a wrong checksum between two readings. */
export const snmpChecksumErrors = defineProbe({
	id: 'snmp.checksum-errors',
	summary: 'how many TCP segments and UDP datagrams arrived with a wrong checksum while this program ran',
	requests: () => [file(path), {kind: 'file', path, sample: 'last'}],
	parse: ([first, last]) => {
		const [before, after] = [errorsIn(first), errorsIn(last)];
		return {tcp: after.tcp - before.tcp, udp: after.udp - before.udp};
	},
});
