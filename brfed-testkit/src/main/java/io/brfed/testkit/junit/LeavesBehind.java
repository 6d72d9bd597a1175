package io.brfed.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a test leave things behind in its federation, because that is what it shows. On a class, it holds for every test
 * in it and in its nested classes.
 *
 * @since 0.1.0
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface LeavesBehind {
    /** What is left and why, for the reader. */
    String value();
}
