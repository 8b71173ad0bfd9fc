/** Kernels whose programs are not those of their sources. */
export declare function stalePrograms(): string[];
