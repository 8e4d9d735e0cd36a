import {isIPv6} from 'node:net';
import type {PacketResult, Reply, RequestOf} from '../core/request.ts';
import type {Ended} from './command.ts';
import {answered, firstLine, unanswered} from './replies.ts';

type Ping = Extract<RequestOf<'packet'>, {readonly packet: 'ping'}>;

/** The family is named so that no socket of the other one is opened, which could load its module. */
export const pingArguments = ({address, size}: Ping): readonly [string, ...string[]] => [
	'ping',
	...[isIPv6(address) ? '-6' : '-4', '-n', '-c', '1', '-W', '1', '-M', 'do', '-s', String(size)],
	address,
];

/** Reads what iputils prints; a ping that does not know the options gives no result. */
export const pingResult = ({exitCode, stdout, stderr}: Ended): Reply => {
	const output = `${stdout}\n${stderr}`;
	const result = resultOf(exitCode, output);
	if (result === undefined) {
		return unanswered('exit-code', `ping: exit code ${exitCode}: ${firstLine(stderr)}`, {
			body: stdout,
			...(exitCode !== undefined && {code: exitCode}),
		});
	}
	return answered(JSON.stringify(result));
};

const resultOf = (exitCode: number | undefined, output: string): PacketResult | undefined => {
	const tooBig = /.*(?:message too long|frag needed|packet too big|mtu ?[=:] ?\d+).*/i.exec(output);
	if (tooBig !== null) {
		return {result: 'too-big', detail: tooBig[0].trim()};
	}
	const time = /\btime[=<]([\d.]+) ?ms/.exec(output);
	if (exitCode === 0) {
		return {result: 'answered', ...(time !== null && {milliseconds: Number(time[1])})};
	}
	const unreachable = /.*(?:unreachable|prohibited|no route to host|invalid argument|not permitted).*/i.exec(
		output,
	);
	if (unreachable !== null) {
		return {result: 'unreachable', detail: unreachable[0].trim()};
	}
	return exitCode === 1 && /100% packet loss/.test(output) ? {result: 'silent'} : undefined;
};
