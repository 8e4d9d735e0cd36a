/** They listen so that nobody else takes the port, or translate it themselves. */
const isHarmless = (name: string): boolean => /^(?:kube-proxy|docker-proxy|k3s|rke2)/.test(name);
const isLoopback = (address: string): boolean => /^(?:127\.|\[::1\]|\[::ffff:127\.)/.test(address);

/** `*` is a socket of both families, `[::]` of IPv6 alone. */
export const listensTo = (address: string, family: 'ipv4' | 'ipv6'): boolean =>
	address === '*' || (address.startsWith('[') && !address.startsWith('[::ffff:')) === (family === 'ipv6');

/** The program that listens where rules translate before it gets anything; none where it knows, or listens inwards. */
export const outrankedProgram = <Process extends {readonly name: string}>(socket: {
	readonly address: string;
	readonly processes: readonly Process[];
}): Process | undefined => {
	const [owner] = socket.processes;
	return owner === undefined || isHarmless(owner.name) || isLoopback(socket.address) ? undefined : owner;
};

/** One socket of each address and port: with SO_REUSEPORT a program has as many as it has threads. */
export const distinctListeners = <Socket extends {readonly address: string; readonly port: number}>(
	sockets: readonly Socket[],
): readonly Socket[] =>
	[
		...new Map(sockets.toReversed().map(socket => [`${socket.address}:${socket.port}`, socket])).values(),
	].toReversed();
