package io.eligo.console;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Controller;

/** A page of the console: where a node serves it, {@link ConsolePageAdvice} gives it what the layout shows. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Controller
@ConditionalOnRole(Role.CONSOLE)
@interface ConsolePage {}
